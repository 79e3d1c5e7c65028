class AddonFile:pass
class AddonRow:pass
