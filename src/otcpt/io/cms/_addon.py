def read_addon():pass
