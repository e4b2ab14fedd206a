"""Colours of ramps that plotting programs offer: 33 even stops from the low end to the high one.

Sampled from Matplotlib 3.11 (licence of the PSF type; its own ramps are CC0, those of ColorBrewer
by Cynthia Brewer under Apache-2.0). Between two stops they are linear to 5 in 255 of each channel.
"""

from __future__ import annotations

TABLES: dict[str, tuple[str, str]] = {
    "inferno": (
        "Matplotlib, inferno",
        "000004 040312 0b0724 150b37 210c4a 2f0a5b 3d0965 4a0c6b 57106e 64156e 71196e "
        "7d1e6d 8a226a 972766 a32c61 b0315b bc3754 c73e4c d24644 db503b e45a31 eb6628 "
        "f1731d f68013 f98e09 fb9d07 fcac11 fbbc21 f9cb35 f5db4c f2ea69 f3f68a fcffa4",
    ),
    "magma": (
        "Matplotlib, magma",
        "000004 030312 0a0822 130d34 1d1147 29115a 36106b 440f76 51127c 5d177f 6a1c81 "
        "762181 832681 902a81 9c2e7f aa337d b73779 c43c75 d0416f dc4869 e75263 ef5d5e "
        "f56b5c f9795d fc8961 fd9869 fea772 feb67c fec488 fed395 fde2a3 fcf0b2 fcfdbf",
    ),
    "plasma": (
        "Matplotlib, plasma",
        "0d0887 220690 310597 3f049c 4c02a1 5901a5 6600a7 7201a8 7e03a8 8a09a5 9511a1 "
        "a01a9c aa2395 b32c8e bc3587 c43e7f cc4778 d35171 da5a6a e06363 e66c5c eb7655 "
        "f0804e f58b47 f89540 fba139 fdac33 feb82c fdc527 fcd225 f8df25 f4ed27 f0f921",
    ),
    "viridis": (
        "Matplotlib, viridis",
        "440154 470d60 48186a 482374 472d7b 453781 424086 3e4989 3b528b 375b8d 33638d "
        "2f6b8e 2c728e 297a8e 26828e 23898e 21918c 1f988b 1fa088 22a785 28ae80 32b67a "
        "3fbc73 4ec36b 5ec962 70cf57 84d44b 98d83e addc30 c2df23 d8e219 ece51b fde725",
    ),
    "turbo": (
        "Matplotlib, turbo",
        "30123b 392a73 4040a2 4456c7 466be3 4680f6 4294ff 37a8fa 28bceb 1ccdd8 18ddc2 "
        "1fe9af 32f298 4ef97d 6dfe62 8bff4b a4fc3c b9f635 cdec34 dfdf37 eecf3a f8be39 "
        "fdac34 fe962b fb7e21 f46617 eb500e df3f08 d02f05 be2102 a91601 920b01 7a0403",
    ),
    "red_yellow_blue": (
        "Matplotlib, RdYlBu_r",
        "313695 374a9f 3e5ea8 4471b2 5183bb 6095c4 6ea6ce 7fb6d6 90c3dd a1d1e5 b2ddeb "
        "c3e5f0 d4edf4 e2f4f4 ecf8e2 f6fbd0 fffebe fff5af feeba1 fee192 fed283 fdc374 "
        "fdb366 fba05b f88c51 f57748 ef633f e65036 dd3d2d d22b27 c21c27 b30d26 a50026",
    ),
    "spectral": (
        "Matplotlib, Spectral_r",
        "5e4fa2 5061aa 4273b3 3585bb 3f97b7 50a9af 60bba8 74c7a5 89d0a4 9fd8a4 b3e0a2 "
        "c6e89f d8ef9b e8f69b f0f9a7 f8fcb4 fffebe fff5ae feeb9d fee18d fed27f fdc372 "
        "fdb365 fba05b f88c51 f57748 ef6645 e55749 dc484c d0384e be254a ad1246 9e0142",
    ),
    "coolwarm": (
        "Matplotlib, coolwarm",
        "3b4cc0 445acc 4e68d8 5875e1 6282ea 6c8ff1 779af7 82a6fb 8db0fe 98b9ff a3c2fe "
        "aec9fc b9d0f9 c3d5f4 ccd9ed d5dbe5 dddcdc e5d8d1 ecd3c5 f1ccb8 f5c4ac f7ba9f "
        "f7b093 f6a586 f4987a f08b6e eb7d62 e46e56 dd5f4b d44e41 ca3b37 be242e b40426",
    ),
    "yellow_red": (
        "Matplotlib, YlOrRd",
        "ffffcc fffac1 fff6b6 fff1ab ffeda0 ffe895 fee38b fede80 fed976 fecf6b fec561 "
        "febb56 feb24c fea848 fd9f44 fd9640 fd8c3c fd7c37 fc6c33 fc5d2e fc4d2a f54026 "
        "ef3323 e9261f e2191c d9131f cf0c21 c50624 bb0026 ac0026 9d0026 8d0026 800026",
    ),
}
"""Name to where it comes from and its colours as ``rrggbb``."""
