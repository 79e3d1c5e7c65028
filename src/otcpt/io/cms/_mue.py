def read_mue():pass
class MueFile:pass
class MueRow:pass
