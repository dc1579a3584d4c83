"""The report of `make bench`: tables, plots, raw data that a later report is compared with."""

from __future__ import annotations

from bench import report
from bench.figures import Figure
from bench.sections import QUICK, WHOLE
from pulse.doors.operations import every_operation

COLD = Figure("Cold start", "api", "ms of CPU", (90.0, 110.0, 100.0), (50.0, 80.0, 60.0), "plain api")
SMALL, LARGE = (
    Figure("Growth", "CPU of a sweep", "ms", (value,), x=x) for value, x in ((1, "10"), (1.5, "20"))
)


def test_a_figure_is_the_median_and_stands_beside_its_floor(tmp_path):
    page = report.write([COLD], before={}, folder=tmp_path)

    assert "| api | 100.00 | ms of CPU | 3 | 60.00 (plain api) | 1.67 |" in page.read_text()


def test_each_section_has_one_table_and_one_plot_however_its_figures_came(tmp_path):
    page = report.write([SMALL, COLD, LARGE], before={}, folder=tmp_path)

    assert page.read_text().count("## Growth") == 1
    assert "<svg" in (tmp_path / "growth.svg").read_text()
    assert "<svg" in (tmp_path / "cold-start.svg").read_text()


def test_raw_data_is_read_again_and_shown_beside_new_figures(tmp_path):
    report.write([COLD, SMALL, LARGE], before={}, folder=tmp_path)
    earlier = report.read(tmp_path / "data.json")
    now = Figure("Growth", "CPU of a sweep", "ms", (3.0,), x="20")

    page = report.write([now], before=earlier, folder=tmp_path / "now")

    assert earlier[COLD.key] == COLD
    assert "| CPU of a sweep, 20 | 3.00 | ms | 1 |  |  | 1.50 |" in page.read_text()


def test_the_whole_run_measures_every_operation_and_the_quick_one_some_of_each_file():
    names = [operation.name for operation in every_operation()]

    assert list(WHOLE.operations) == names
    assert set(QUICK.operations) < set(names)
    assert WHOLE.rounds >= 5
