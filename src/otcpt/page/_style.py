"""The style of pages: light and dark, on a telephone and on paper. It hides nothing."""

_LIGHT = (
    "--bg:#ffffff;--fg:#1c2024;--soft:#5b6570;--line:#d5dae0;--shade:#f4f6f8;--link:#0b5cad;"
    "--error:#b3261e;--error-bg:#fdecea;--warning:#7a4b00;--warning-bg:#fff3d6;--advice:#0b5563;--advice-bg:#e2f3f6;"
    "--good:#1b6b34;--good-bg:#e4f5e8;--solid:#1f7a8c;--light:#bfe0e6;color-scheme:light"
)
_DARK = (
    "--bg:#16191d;--fg:#e7eaee;--soft:#a7b0ba;--line:#3a424b;--shade:#1f242a;--link:#8ec5ff;"
    "--error:#ffb4ab;--error-bg:#4a1512;--warning:#ffd28a;--warning-bg:#453000;--advice:#9ddcea;--advice-bg:#0f3a43;"
    "--good:#9be0ad;--good-bg:#113d20;--solid:#5cc0d3;--light:#24525c;color-scheme:dark"
)

#: A notebook or a site says by a mark which of the two it shows; elsewhere the reader's own choice counts.
_LIGHT_PLACES = ('[data-jp-theme-light="true"]', ".vscode-light", '[data-md-color-scheme="default"]')
_DARK_PLACES = ('[data-jp-theme-light="false"]', ".vscode-dark", ".vscode-high-contrast", '[data-md-color-scheme="slate"]')


def _in(places: tuple[str, ...]) -> str:
    return ",".join(f"{place} .otcpt" for place in places)


_RULES = """
.otcpt{background:var(--bg);color:var(--fg);border:1px solid var(--line);border-radius:8px;padding:.9em 1.1em;margin:.5em 0;
font:14px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Liberation Sans",sans-serif;max-width:72em;box-sizing:border-box;
overflow-wrap:break-word}
.otcpt h1,.otcpt h2,.otcpt h3,.otcpt h4,.otcpt h5,.otcpt h6{color:var(--fg);font-weight:650;line-height:1.3;margin:1.1em 0 .4em;
font-size:1.05em;border:0;padding:0;letter-spacing:0;text-transform:none}
.otcpt>h1:first-child,.otcpt>h3:first-child{margin:0 0 .3em;font-size:1.25em}.otcpt>h1:first-child{font-size:1.5em}
.otcpt small{color:var(--soft);font-size:.92em;font-weight:400;opacity:1}
.otcpt p{margin:.35em 0}.otcpt ul{margin:.3em 0;padding-left:1.3em}.otcpt li{margin:.15em 0}
.otcpt a{color:var(--link);text-decoration:underline}
.otcpt .verdict{border-left:4px solid var(--line);background:var(--shade);padding:.45em .75em;border-radius:4px;font-weight:600}
.otcpt .verdict.error{border-color:var(--error);background:var(--error-bg)}
.otcpt .verdict.warning{border-color:var(--warning);background:var(--warning-bg)}
.otcpt .verdict.good{border-color:var(--good);background:var(--good-bg)}
.otcpt .wide{overflow-x:auto;margin:.4em 0}
.otcpt table{border-collapse:collapse;margin:0;font-size:1em;color:var(--fg);background:none;border:0;display:table;width:auto}
.otcpt th,.otcpt td{text-align:left;vertical-align:top;padding:.3em .9em .3em 0;border:0;border-bottom:1px solid var(--line);
background:none;color:inherit;white-space:normal;min-width:0;max-width:none}
.otcpt thead th{color:var(--soft);font-weight:500;font-size:.92em}
.otcpt .n{text-align:right;font-variant-numeric:tabular-nums}
.otcpt .facts th{color:var(--soft);font-weight:400}
.otcpt .ledger{width:100%}.otcpt .group th{padding-top:1em;font-weight:650}
.otcpt td .error,.otcpt td .warning,.otcpt td .advice,.otcpt td .good,.otcpt p .advice{font-weight:600;padding:.05em .45em;
border-radius:9px;white-space:nowrap}
.otcpt .error{color:var(--error)}.otcpt .warning{color:var(--warning)}.otcpt .advice{color:var(--advice)}
.otcpt .good{color:var(--good)}.otcpt .quiet{color:var(--soft)}
.otcpt td .error{background:var(--error-bg)}.otcpt td .warning{background:var(--warning-bg)}
.otcpt td .advice{background:var(--advice-bg)}.otcpt td .good{background:var(--good-bg)}
.otcpt tr.error,.otcpt tr.warning,.otcpt tr.advice,.otcpt tr.good{color:inherit}
.otcpt .fixes{list-style:"→ ";padding-left:1.1em}
.otcpt details{margin:.5em 0}.otcpt summary{cursor:pointer;font-weight:600}
.otcpt td details{margin:.15em 0}.otcpt td summary{font-weight:400;color:var(--soft)}
.otcpt summary:focus-visible,.otcpt a:focus-visible{outline:2px solid var(--link);outline-offset:2px}
.otcpt pre{background:var(--shade);color:var(--fg);padding:.6em .8em;border-radius:4px;overflow-x:auto;font-size:.92em}
.otcpt figure{margin:.6em 0}.otcpt figcaption{margin:.3em 0;color:var(--fg)}
.otcpt svg{display:block;width:100%;max-width:36em;height:auto;color:var(--fg);
font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Liberation Sans",sans-serif}
.otcpt rect.solid{fill:var(--solid);fill-opacity:1}.otcpt rect.light{fill:var(--light);fill-opacity:1;stroke:var(--solid)}
.otcpt rect.alert{fill:var(--error-bg);stroke:var(--error)}.otcpt rect.outline{stroke:var(--line)}
.otcpt line.text{stroke:var(--soft)}.otcpt line.soft{stroke:var(--soft)}.otcpt text.soft{fill:var(--soft)}
.otcpt text.alert{fill:var(--error)}.otcpt text.solid{fill:var(--bg)}
.otcpt .footer{margin-top:1em;padding-top:.5em;border-top:1px solid var(--line);color:var(--soft);font-size:.85em;
overflow-wrap:anywhere}
.otcpt-page{background:#eceff2}.otcpt-page main{max-width:74em;margin:0 auto;padding:1em}
@media (prefers-color-scheme:dark){.otcpt-page{background:#0d0f12}}
@media (max-width:40em){.otcpt-page main{padding:.4em}.otcpt{padding:.7em .8em}
.otcpt .ledger,.otcpt .ledger tbody,.otcpt .ledger thead{display:block}
.otcpt .ledger tr{display:block;padding:.4em 0;border-bottom:1px solid var(--line)}
.otcpt .ledger td,.otcpt .ledger th{display:inline;border:0;padding-right:.5em}
.otcpt .ledger td:last-child{display:block;padding-top:.2em}}
@media print{.otcpt{border:0}.otcpt details::details-content{content-visibility:visible;height:auto}}
"""

#: One style sheet, the same for every page, so that a notebook with many does not differ by their order.
STYLE = (
    f".otcpt{{{_LIGHT}}}@media (prefers-color-scheme:dark){{.otcpt{{{_DARK}}}}}"
    f"{_in(_LIGHT_PLACES)}{{{_LIGHT}}}{_in(_DARK_PLACES)}{{{_DARK}}}" + _RULES.replace("\n", "")
)
