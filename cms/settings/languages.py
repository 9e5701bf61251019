"""Languages the content can be written in, and those the admin and the sites are translated to.

Tags are BCP 47, in lower case as Django writes them. The indigenous languages are those that the states
serve; a tag may be of a language, of a macrolanguage or of a private variant (`omq-x-mixteco`).
"""

ADMIN_LANGUAGES = [("es-mx", "Español (México)"), ("en", "English")]

INDIGENOUS_LANGUAGES = [
    ("amu", "Amuzgo"),
    ("chf", "Chontal de Tabasco (Yokotʼan)"),
    ("coc", "Cucapá"),
    ("crn", "Cora (Náayeri)"),
    ("ctu", "Ch'ol"),
    ("dih", "Kumiai"),
    ("hch", "Huichol (Wixárika)"),
    ("hus", "Huasteco (Tének)"),
    ("kek", "Q'eqchi'"),
    ("kic", "Kickapoo"),
    ("kjb", "Q'anjob'al"),
    ("klb", "Kiliwa"),
    ("mam", "Mam"),
    ("mat", "Matlatzinca"),
    ("maz", "Mazahua"),
    ("mfy", "Mayo (Yoreme)"),
    ("nah", "Náhuatl"),
    ("nai-x-mixe", "Mixe"),
    ("ntp", "Tepehuano del norte"),
    ("ocu", "Tlahuica (Pjiekakjo)"),
    ("omq-x-chinant", "Chinanteco"),
    ("omq-x-mazateco", "Mazateco"),
    ("omq-x-mixteco", "Mixteco"),
    ("ote", "Otomí del Valle del Mezquital (Hñähñu)"),
    ("oto", "Otomí"),
    ("otq", "Otomí de Querétaro"),
    ("pei", "Chichimeco jonaz"),
    ("pmz", "Pame"),
    ("poi", "Popoluca de la sierra"),
    ("ppi", "Paipai"),
    ("sei", "Seri"),
    ("stp", "Tepehuano del sur (O’dam)"),
    ("tar", "Tarahumara (Rarámuri)"),
    ("tcf", "Tlapaneco (Meʼphaa)"),
    ("tee", "Tepehua"),
    ("toj", "Tojolabal"),
    ("top", "Totonaco (Papantla)"),
    ("trs", "Triqui"),
    ("tsz", "Purépecha"),
    ("tzh", "Tseltal"),
    ("tzo", "Tsotsil"),
    ("yaq", "Yaqui"),
    ("yua", "Maya (peninsular)"),
    ("zap", "Zapoteco"),
    ("zoc", "Zoque (Copainalá)"),
    ("zoq", "Ayapaneco"),
]

CONTENT_LANGUAGES = ADMIN_LANGUAGES + INDIGENOUS_LANGUAGES
