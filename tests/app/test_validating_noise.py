"""The table of computed and published noise in the window, on few of its cases."""

from __future__ import annotations

import csv

from PySide6.QtWidgets import QDialog


def dialog_of(town):
    (found,) = [x for x in town.workspace.features if type(x).__name__ == "Validating"]
    return found.dialog


def test_the_table_of_noise(town, tmp_path, monkeypatch):
    from jumeau.simulation.noise import validation

    published = validation.SHIPPED[1]  # 13 values of the reference program
    cases = tmp_path / "wrong.csv"
    head, columns, first, *_ = published.read_text(encoding="utf-8").splitlines()
    cases.write_text("\n".join([head, columns, first.replace("77.6711", "77.7711")]))
    monkeypatch.setattr(validation, "SHIPPED", (published,))
    monkeypatch.setattr("jumeau.simulation.noise.validation_laws.law_checks", lambda progress: [])
    town.until(lambda: bool(town.workspace.features))
    town.window.actions_["validate_noise"].trigger()
    dialog = dialog_of(town)
    assert "bruit" in dialog.windowTitle()
    assert not dialog.again.isEnabled()
    town.until(lambda: len(dialog.checks) == 13)
    assert dialog.verdict.text() == "Les 13 valeurs sont dans leur tolérance."
    assert dialog.tree.topLevelItemCount() == 1
    dialog.add_files((cases,))
    town.until(lambda: len(dialog.checks) == 14)
    assert dialog.verdict.text() == "1 valeur sur 14 est hors tolérance."
    dialog.only.setChecked(True)
    (head,) = (dialog.tree.topLevelItem(k) for k in range(dialog.tree.topLevelItemCount()))
    assert head.child(1).text(0) == "T02, 8000\N{NO-BREAK SPACE}Hz"
    assert head.child(1).text(1) == "77,771\N{NO-BREAK SPACE}dB"
    out = tmp_path / "table.csv"
    dialog.save_csv(out)
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [x["within"] for x in rows].count("0") == 1
    # A file that cannot be used is told, and the next computation goes without it.
    told = []
    monkeypatch.setattr(town.window, "explain", told.append)
    wrong = tmp_path / "wrong.json"
    wrong.write_text("[]")
    dialog.add_files((wrong,))
    town.until(lambda: bool(told))
    assert told[0].code == "noise_validation.unknown"
    assert dialog.again.isEnabled()
    dialog.done(QDialog.DialogCode.Rejected)
    assert dialog_of(town) is None
