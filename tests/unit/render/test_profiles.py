"""Which profile a renderer's name leads to; names as drivers give them."""

from __future__ import annotations

import pytest

from jumeau.render.profiles import PROFILES, profile_of

NAMES = {
    "software": (
        "llvmpipe (LLVM 15.0.6, 256 bits)",
        "softpipe",
        "Google SwiftShader",
        "ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device (Subzero) (0x0000C0DE)), SwiftShader)",
        "Microsoft Basic Render Driver",
        "ANGLE (Microsoft, Microsoft Basic Render Driver Direct3D11 vs_5_0 ps_5_0, D3D11)",
        "D3D12 (Microsoft Basic Render Driver)",
        "GDI Generic",
        "Apple Software Renderer",
        "",
    ),
    "integrated": (
        "Mesa Intel(R) UHD Graphics 620 (KBL GT2)",
        "Intel(R) UHD Graphics 770",
        "Intel(R) Iris(R) Xe Graphics",
        "Mesa Intel(R) HD Graphics 4000 (IVB GT2)",
        "Mesa Intel(R) Graphics (ADL GT2)",
        "Intel(R) Arc(TM) Graphics",
        "Mesa Intel(R) Arc(tm) Graphics (MTL)",
        "AMD Radeon(TM) Graphics",
        "AMD Radeon Graphics (radeonsi, renoir, LLVM 15.0.7, DRM 3.49, 6.1.0-13-amd64)",
        "AMD Radeon(TM) Vega 8 Graphics",
        "AMD Radeon Vega 10 Graphics (raven, LLVM 12.0.0, DRM 3.40, 5.11.0)",
        "AMD Radeon 780M (radeonsi, gfx1103_r1, LLVM 17.0.6, DRM 3.57, 6.8.0)",
        "AMD Radeon 680M (rembrandt, LLVM 15.0.7, DRM 3.52)",
        "Adreno (TM) 690",
        "Apple M1",
        "SVGA3D; build: RELEASE;  LLVM;",
        "virgl (Mesa Intel(R) UHD Graphics 630 (CFL GT2))",
        "Something that nobody has heard of",
    ),
    "dedicated": (
        "NVIDIA GeForce RTX 3060/PCIe/SSE2",
        "NVIDIA H200/PCIe/SSE2",
        "Quadro P1000/PCIe/SSE2",
        "NVE6",
        "AMD Radeon RX 6600 (radeonsi, navi23, LLVM 15.0.7, DRM 3.49, 6.1.0)",
        "AMD Radeon RX 7900 XTX",
        "AMD Radeon Pro WX 3100",
        "Radeon RX 580 Series",
        "Radeon RX Vega 64",
        "Mesa Intel(R) Arc(tm) A770 Graphics (DG2)",
        "Intel(R) Arc(TM) A750 Graphics",
        "Intel(R) Arc(TM) B580 Graphics",
        "D3D12 (NVIDIA GeForce GTX 1650)",
    ),
}


@pytest.mark.parametrize(
    ("profile", "name"), [(profile, name) for profile, names in NAMES.items() for name in names]
)
def test_a_renderer_is_known_by_its_name(profile: str, name: str) -> None:
    assert profile_of(name) is PROFILES[profile]


def test_a_more_able_machine_is_never_asked_for_less() -> None:
    software, integrated, dedicated = PROFILES.values()
    for less, more in ((software, integrated), (integrated, dedicated)):
        assert less.moving_pixels < more.moving_pixels
        assert less.moving_texel >= more.moving_texel
        assert less.moving_triangles < more.moving_triangles


def test_the_picture_at_rest_is_the_same_everywhere() -> None:
    at_rest = {(x.rest_texel, x.rest_samples, x.rest_occlusion) for x in PROFILES.values()}
    assert len(at_rest) == 1


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
@pytest.mark.parametrize("size", [(320, 240), (1280, 720), (1920, 1080), (3840, 2160), (7, 9000)])
def test_motion_keeps_at_least_half_of_the_resolution(profile, size) -> None:
    small = profile.moving_size(size)
    assert all(part >= whole // 2 for part, whole in zip(small, size, strict=True))
    assert all(part <= whole for part, whole in zip(small, size, strict=True))


def test_a_picture_of_the_usual_size_is_never_coarser_in_motion() -> None:
    assert all(x.moving_size((1280, 720)) == (1280, 720) for x in PROFILES.values())
