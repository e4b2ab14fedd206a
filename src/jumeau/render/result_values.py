"""What results of analyses say at a place: of the ground there, or of a roof."""

from __future__ import annotations

from jumeau.io.store import Payloads
from jumeau.model.layer import Layer
from jumeau.model.payload import PayloadKind
from jumeau.model.project import Project, visible_layers
from jumeau.model.results import covers_roofs, is_result
from jumeau.model.view_state import ViewState
from jumeau.render.themes import results


def layers_told(project: Project, view: ViewState, *, standing: bool = False) -> tuple[Layer, ...]:
    """Return the results on ground and roofs that a view shows, as the legend orders them.

    Parameters
    ----------
    standing : bool
        Only those that roofs have, too.
    """
    seen = visible_layers(project, view)
    told = covers_roofs if standing else is_result
    found = [x for x in seen if told(x) and x.payload.kind is PayloadKind.RASTER]
    return tuple(sorted(found, key=lambda x: results.IN_ORDER.index(x.role)))


def value_at(payloads: Payloads, layer: Layer, x: float, y: float) -> float:
    """Return the value of the cell at a place, project CRS [m]; NaN where there is none.

    Reads a file: for worker threads.
    """
    import rasterio
    from rasterio.windows import Window

    from jumeau.io.rasters import reader as raster

    path = payloads.path(layer.payload)
    with rasterio.Env(**raster.environment()), rasterio.open(path) as image:
        column, row = (int(k) for k in ~image.transform @ (x, y))
        if not (0 <= column < image.width and 0 <= row < image.height):
            return float("nan")
        cell = image.read(1, window=Window(column, row, 1, 1), masked=True)
    return float(cell.filled(float("nan"))[0, 0])
