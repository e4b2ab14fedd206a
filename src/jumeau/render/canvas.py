"""The one off-screen window: sizes, pixels, sky, mist, and VTK's own complaints."""

from __future__ import annotations

import ctypes
import logging
import math
import os
import sys
from typing import Any

import numpy as np
from numpy.typing import NDArray
from vtkmodules.util.numpy_support import numpy_to_vtk, vtk_to_numpy
from vtkmodules.vtkCommonCore import (
    VTK_UNSIGNED_CHAR,
    vtkCommand,
    vtkFloatArray,
    vtkLogger,
    vtkOutputWindow,
    vtkUnsignedCharArray,
)
from vtkmodules.vtkCommonDataModel import vtkImageData
from vtkmodules.vtkRenderingCore import vtkRenderer, vtkRenderWindow, vtkShaderProperty, vtkTexture

from jumeau.render import look
from jumeau.render.eye_dome import STRENGTH, shade_depths
from jumeau.render.occlusion import Gathered
from jumeau.render.pixels import Box, halved
from jumeau.render.sky import sky_image
from jumeau.render.styling.hatching import hatching_shader
from jumeau.render.sunlit.sunlight import Sunlight, lens_of

Pixels = NDArray[np.uint8]

SPARE = 12
"""Rows drawn beyond a band where there are points [pixels]."""
MOST_SAMPLES = 1_900_000
"""Samples drawn at once: half of 1280 x 720 pixels of four samples each."""

_M_MMAP_THRESHOLD = -3
_log = logging.getLogger(__name__)

# Distant surfaces turn into the horizon's colour; 1 / gl_FragCoord.w is the depth of the fragment.
_MIST = """
  float depthOfView = 1.0 / gl_FragCoord.w;
  float beyond = max(depthOfView - mistStart, 0.0) * mistRate;
  float mist = 1.0 - exp(-beyond * beyond);
  gl_FragData[0].rgb = mix(gl_FragData[0].rgb, mistColour, min(mist, 1.0));
"""

_ROUND = """
  vec2 place = 2.0 * gl_PointCoord - 1.0;
  float aside = dot(place, place);
  if (aside > 1.0) discard;
  gl_FragData[0].rgb *= 1.02 - 0.09 * aside;
"""
_NEARER = """
  gl_Position.z -= 0.0015 * (gl_Position.w - gl_Position.z);
"""
_FADING = """
  gl_FragData[0].a = 0.85 * clamp(2.0 - 2.0 * depthOfView / lineReach, 0.0, 1.0);
"""


def _redirect_complaints() -> None:
    """Send VTK's warnings and errors to Python's log instead of the terminal."""
    vtkLogger.SetStderrVerbosity(vtkLogger.VERBOSITY_OFF)
    output = vtkOutputWindow()
    output.SetDisplayModeToNever()

    def warned(_caller: object, _event: str, text: str) -> None:
        _log.warning("VTK: %s", text.strip())

    warned.CallDataType = "string0"  # type: ignore[attr-defined]
    for event in (vtkCommand.ErrorEvent, vtkCommand.WarningEvent):
        output.AddObserver(event, warned)
    vtkOutputWindow.SetInstance(output)


def _return_freed_memory() -> None:
    """Keep glibc from holding on to freed framebuffers and textures.

    Its threshold for giving a block a mapping of its own grows with what was freed; a fixed one
    lets a picture of another size leave no trace.
    """
    if sys.platform.startswith("linux"):
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
        if mallopt is not None:
            mallopt(_M_MMAP_THRESHOLD, 131_072)


def texture_of(image: Pixels, *, mipmap: bool = False) -> vtkTexture:
    """Return a texture of an image (h, w, 3), its first row at the bottom."""
    height, width = image.shape[:2]
    data = vtkImageData()
    data.SetDimensions(width, height, 1)
    scalars = numpy_to_vtk(image.reshape(-1, 3), deep=True, array_type=VTK_UNSIGNED_CHAR)
    data.GetPointData().SetScalars(scalars)
    texture = vtkTexture()
    texture.SetInputData(data)
    texture.InterpolateOn()
    texture.RepeatOff()
    texture.EdgeClampOn()
    texture.SetColorModeToDirectScalars()
    if mipmap:
        texture.MipmapOn()
    return texture


class Canvas:
    """An off-screen window with one renderer."""

    def __init__(self) -> None:
        _redirect_complaints()
        _return_freed_memory()
        if sys.platform.startswith("linux") and not os.environ.get("DISPLAY"):
            os.environ.setdefault("VTK_DEFAULT_OPENGL_WINDOW", "vtkEGLRenderWindow")
        import vtkmodules.vtkRenderingOpenGL2  # noqa: F401 - registers the OpenGL classes

        self.window = vtkRenderWindow()
        self.window.SetOffScreenRendering(1)
        self.window.ShowWindowOff()
        self.window.SetMultiSamples(0)
        self.renderer = vtkRenderer()
        self.renderer.SetAutomaticLightCreation(0)
        self.renderer.SetClippingRangeExpansion(0.0)
        self.renderer.TexturedBackgroundOn()
        self.window.AddRenderer(self.renderer)
        # The mist lies before textures too, so it comes after them.
        self.shader = vtkShaderProperty()
        self.shader.AddFragmentShaderReplacement(
            "//VTK::TCoord::Impl", True, "//VTK::TCoord::Impl\n" + _MIST, False
        )
        # Surfaces are opaque: without a discard, hidden fragments are never computed.
        self.shader.AddFragmentShaderReplacement(
            "if (gl_FragData[0].a <= 0.0)", True, "if (false)", True
        )
        # Lines lie on the surfaces that they bound: they come nearer by some thousandths.
        self._line_shader = vtkShaderProperty()
        self._line_shader.AddFragmentShaderReplacement(
            "//VTK::Light::Impl", True, "//VTK::Light::Impl\n" + _MIST + _FADING, False
        )
        self._line_shader.AddVertexShaderReplacement(
            "//VTK::PositionVC::Impl",
            True,
            "//VTK::PositionVC::Impl\n" + _NEARER,
            False,
        )
        self._point_shader = vtkShaderProperty()
        self._point_shader.AddFragmentShaderReplacement(
            "//VTK::Light::Impl", True, "//VTK::Light::Impl\n" + _ROUND + _MIST, False
        )
        # Points of the ground lie on the ground: they come nearer as lines do.
        self._point_shader.AddVertexShaderReplacement(
            "//VTK::PositionVC::Impl", True, "//VTK::PositionVC::Impl\n" + _NEARER, False
        )
        self.hatched = hatching_shader(_MIST)
        shaders = (self.shader, self._line_shader, self._point_shader, self.hatched)
        self._uniforms = [shader.GetFragmentCustomUniforms() for shader in shaders]
        for uniforms in self._uniforms:
            uniforms.SetUniform3f("mistColour", [c / 255.0 for c in look.HORIZON])
        self._mist = (0.0, 1e9)
        self.set_mist(0.0, 1e9)
        self.set_line_reach(1e9)
        self._whole: set[Any] = set()
        self._cut: Any | None = None
        self._sky: vtkTexture | None = None
        self.pitch, self.horizon = 30.0, 0.0
        self._buffer = vtkUnsignedCharArray()
        self._depths = vtkFloatArray()
        self.depth_slack = math.inf
        self.occlusion = True
        self.occluded = look.OCCLUDED
        self.sunlight: Sunlight | None = None

    @property
    def drawn_by(self) -> str:
        """What OpenGL calls itself on this machine; empty where it has no name."""
        self.window.Initialize()
        for line in self.window.ReportCapabilities().splitlines():
            name, _, value = line.partition(":")
            if name.strip() == "OpenGL renderer string":
                return str(value.strip())
        return ""

    def add(
        self, actor: Any, *, lines: bool = False, points: bool = False, whole: bool = False
    ) -> None:
        """Add an actor that is lit by its own colours and fades into the mist.

        ``whole``: it is not cut where the model is cut open.
        """
        shader = self._point_shader if points else self._line_shader if lines else self.shader
        actor.SetShaderProperty(shader)
        self.renderer.AddActor(actor)
        if whole:
            self._whole.add(actor)
        elif self._cut is not None:
            actor.GetMapper().AddClippingPlane(self._cut)

    def cut(self, plane: Any | None) -> None:
        """Leave out what lies behind a plane, of all that is not whole; nothing without one."""
        self._cut = plane
        actors = self.renderer.GetActors()
        actors.InitTraversal()
        while (actor := actors.GetNextActor()) is not None:
            if actor not in self._whole:
                actor.GetMapper().RemoveAllClippingPlanes()
                if plane is not None:
                    actor.GetMapper().AddClippingPlane(plane)

    def remove(self, actor: Any) -> None:
        """Remove an actor and free what it holds on the graphics side."""
        self._whole.discard(actor)
        self.renderer.RemoveActor(actor)
        actor.ReleaseGraphicsResources(self.window)

    def set_mist(self, start: float, reach: float) -> None:
        """Set where the mist begins, and how far behind it two thirds of a colour are lost [m]."""
        self._mist = (start, reach)
        for uniforms in self._uniforms:
            uniforms.SetUniformf("mistStart", start)
            uniforms.SetUniformf("mistRate", 1.0 / reach)

    def set_line_reach(self, reach: float) -> None:
        """Set the distance at which lines have faded away [m]."""
        self._uniforms[1].SetUniformf("lineReach", reach)

    def render(
        self,
        width: int,
        height: int,
        oversampling: int = 1,
        *,
        fine: bool = False,
        part: Box | None = None,
    ) -> Pixels:
        """Draw and return the pixels (height, width, 3), top row first.

        Large pictures are drawn in bands, so that the window's memory does not grow with them.

        Parameters
        ----------
        oversampling : int
            1, or 2 for four samples a pixel.
        fine : bool
            Dither the background.
        part : Box or None
            What of the picture is drawn: nothing is computed beside it.
        """
        left, first, right, last = part or (0, 0, width, height)
        wide, high = right - left, last - first
        bands = math.ceil(wide * high * oversampling**2 / MOST_SAMPLES)
        rows = math.ceil(high / bands)
        # Points are cut off with their middles: those beyond a band reach into it.
        spare = SPARE if self.depth_slack < math.inf and bands > 1 else 0
        drawn = rows + 2 * spare
        size = (wide * oversampling, drawn * oversampling)
        if tuple(self.window.GetSize()) != size:
            self.window.SetSize(*size)
        result = np.empty((high, wide, 3), np.uint8)
        aside = (left + right - width) / wide
        camera = self.renderer.GetActiveCamera()
        angle = camera.GetViewAngle()
        # Points have a shade of their own, and no surfaces that others take light from.
        gathered = None
        if fine and self.occlusion and self.depth_slack == math.inf and part is None:
            gathered = Gathered(height, width, *camera.GetClippingRange())
        for band in range(bands):
            top = min(band * rows, high - rows)
            upper = 1 - 2 * (first + top - spare) / height
            lower = 1 - 2 * (first + top + rows + spare) / height
            share = drawn / height
            half = math.tan(math.radians(angle / 2)) * share
            camera.SetViewAngle(2 * math.degrees(math.atan(half)))
            camera.SetWindowCenter(aside, (upper + lower) / 2 / share)
            self._set_sky(sky_image(self.pitch, angle, self.horizon, lower, upper, fine=fine))
            self.window.Render()
            self.window.GetPixelData(0, 0, size[0] - 1, size[1] - 1, 0, self._buffer, 0)
            raw = vtk_to_numpy(self._buffer).reshape(size[1], size[0], 3)
            points = self.depth_slack < math.inf
            if points or gathered is not None or self.sunlight is not None:
                depth = self._depth(size)
                if gathered is not None:
                    gathered.take(depth, top, oversampling)
                if self.sunlight is not None:
                    corner = (left, first + top - spare + drawn)
                    lens = lens_of(camera, angle, (width, height), corner, oversampling)
                    self.sunlight.tint(
                        raw, depth, lens, self._mist, samples=oversampling, points=points
                    )
                if points:  # which changes the depths
                    self._shade(raw, depth, oversampling)
            raw = raw[spare * oversampling : (spare + rows) * oversampling]
            target = result[top : top + rows]
            if oversampling == 2:
                halved(raw, target)
            else:
                target[:] = raw[::-1]
        camera.SetViewAngle(angle)
        camera.SetWindowCenter(0.0, 0.0)
        if gathered is not None:
            gathered.shade(result, angle, self._mist, self.occluded)
        return result

    def _depth(self, size: tuple[int, int]) -> NDArray[np.float32]:
        """Return the depth buffer (height, width) of the last drawing, its lowest row first."""
        width, height = size
        self.window.GetZbufferData(0, 0, width - 1, height - 1, self._depths)
        depth: NDArray[np.float32] = vtk_to_numpy(self._depths).reshape(height, width)
        return depth

    def _shade(self, raw: Pixels, depth: NDArray[np.float32], oversampling: int) -> None:
        """Darken what lies behind its surroundings: points have no sides that light falls on."""
        near, far = self.renderer.GetActiveCamera().GetClippingRange()
        radius = math.ceil(1.5 * oversampling)
        shade_depths(raw, depth, near, far, radius, STRENGTH, self.depth_slack)

    def _set_sky(self, image: Pixels) -> None:
        if self._sky is not None:
            self._sky.ReleaseGraphicsResources(self.window)
        self._sky = texture_of(image)
        self.renderer.SetBackgroundTexture(self._sky)

    def close(self) -> None:
        """Free the window and everything in it."""
        self.renderer.RemoveAllViewProps()
        self.renderer.TexturedBackgroundOff()
        if self._sky is not None:
            self._sky.ReleaseGraphicsResources(self.window)
        self.window.Finalize()
        self.window.RemoveRenderer(self.renderer)
        self._sky = None
