"""Data sets: what is read, what is refused with which message, and that the test part stays out of the scaling."""

import numpy as np
import pytest

from symbackprop.errors import DataError
from symbackprop.training.data import Data, load_data, split


def message(action, *arguments):
    """The whole message of the refusal."""
    with pytest.raises(DataError) as caught:
        action(*arguments)
    return str(caught.value)


def written(folder, text, name="data.csv"):
    """A file with this text."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_digits_are_read():
    """The demo trains on them."""
    data = load_data("digits")
    assert data.x.shape == (1797, 64)
    assert set(data.y) == set(range(10))
    assert data.are_classes


def test_a_csv_file_is_read_with_and_without_names(tmp_path):
    """A first line of names is no example, and a column named label is the target wherever it stands."""
    plain = load_data(written(tmp_path, "1,2,0\n3,4,1\n"))
    named = load_data(written(tmp_path, "label,u,v\n0,1,2\n\n1,3,4\n", "named.csv"))
    for data in (plain, named):
        assert data.x.tolist() == [[1, 2], [3, 4]]
        assert data.y.tolist() == [0, 1]
        assert data.are_classes


def test_targets_that_are_numbers_stay_numbers(tmp_path):
    """A regression would be turned into classes."""
    data = load_data(written(tmp_path, "1,0.5\n2,1.5\n"))
    assert data.y.tolist() == [0.5, 1.5]
    assert not data.are_classes


def test_text_in_a_csv_file_is_shown_with_its_place(tmp_path):
    """Line, column and a caret under the cell."""
    path = written(tmp_path, "1,2,0\n3,red,1\n")
    assert message(load_data, path) == (
        f"{path}:2:3: column 2 is not a finite number\n"
        "    3,red,1\n"
        "      ^^^\n"
        "    expected  a number such as 0.5\n"
        "    got       'red'"
    )


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "the file is empty"),
        ("\n\n", "the file is empty"),
        ("u,v,label\n", "the file has names and no examples"),
        ("1,2,0\n3,1\n", ":2: the line has 2 columns"),
        ("1,2,0\n3,nan,1\n", ":2:3: column 2 is not a finite number"),
        ("1,2,0\n3,,1\n", ":2:3: column 2 is not a finite number"),
        ("1,2,0\n3,inf,1\n", "'inf'"),
        ("1\n2\n", "one column is no example"),
        ("u;v;y\n1;2;0\n", "with commas between them"),
    ],
)
def test_a_bad_csv_file_is_refused(tmp_path, text, says):
    """Each would otherwise end in a traceback or, worse, in a training."""
    assert says in message(load_data, written(tmp_path, text))


def test_two_targets_are_one_too_many(tmp_path):
    """Which of them is meant, nobody knows."""
    path = tmp_path / "data.csv"
    path.write_text("u,label,y\n1,0,1\n")
    assert "there are 2 columns with the name of a target" in message(load_data, path)


def test_other_separators_are_recognised(tmp_path):
    """Half of Europe writes 0,5;1: say what to change."""
    for text in ("1;2;0\n", "0,5;1,5;1\n"):
        assert "there are semicolons in the line" in message(load_data, written(tmp_path, text))
    assert "there are tabs in the line" in message(load_data, written(tmp_path, "1\t2\t0\n"))


def test_an_underscore_is_no_part_of_a_number(tmp_path):
    """Python's 1_0 is a slip of the pen in a table."""
    assert ":1:1: column 1" in message(load_data, written(tmp_path, "1_0,2,0\n1,2,1\n"))


def test_a_single_array_and_a_folder_are_refused(tmp_path):
    """numpy.load reads an array from a file of any name."""
    with (tmp_path / "array.npz").open("wb") as file:
        np.save(file, np.eye(3))
    assert "a single array, as numpy.save writes it" in message(load_data, tmp_path / "array.npz")
    (tmp_path / "folder.csv").mkdir()
    assert "a folder, not a file" in message(load_data, tmp_path / "folder.csv")


def test_a_long_line_is_cut_around_the_mistake(tmp_path):
    """784 columns would bury the caret."""
    cells = ["0.125"] * 300
    cells[200] = "oops"
    lines = message(load_data, written(tmp_path, ",".join(cells) + "\n" + ",".join(cells))).splitlines()
    assert len(lines[1]) < 100
    column = lines[2].index("^")
    assert lines[1][column : column + 4] == "oops"


def test_what_is_no_data_set_is_refused(tmp_path):
    """A wrong name, a wrong ending, a file that is not text."""
    assert "mnist is no data set\n    expected  digits, FILE.csv" in message(load_data, "mnist")
    assert "no such file" in message(load_data, "none.csv")
    path = tmp_path / "binary.csv"
    path.write_bytes(b"\xff\xfe\x00")
    assert "UTF-8" in message(load_data, path)


def test_an_npz_file_is_read(tmp_path):
    """Images are laid out in a row."""
    path = tmp_path / "data.npz"
    np.savez(path, x=np.arange(24.0).reshape(2, 3, 4), y=[0, 1])
    data = load_data(path)
    assert data.x.shape == (2, 12)
    assert data.are_classes


def test_a_bad_npz_file_is_refused(tmp_path):
    """Above all one that would have to be unpickled."""
    path = tmp_path / "data.npz"
    np.savez(path, x=np.array([{"a": 1}], dtype=object), y=[0])
    assert "not an NPZ file of plain arrays" in (said := message(load_data, path))
    assert "allow_pickle" not in said and "arrays of Python objects" in said
    np.savez(path, x=np.ones((2, 2)))
    assert "there is no array y" in message(load_data, path)
    np.savez(path, x=np.ones((2, 2)), y=[0, 1, 2])
    assert "x (2, 2) and y (3,)" in message(load_data, path)
    np.savez(path, x=np.array([[1, np.nan]]), y=[0])
    assert "x[0, 1] = nan" in message(load_data, path)
    path.write_bytes(b"")
    assert "the file is empty" in message(load_data, path)
    path.write_bytes(b"no zip")
    assert "not an NPZ file" in (said := message(load_data, path)) and "allow_pickle" not in said


def test_the_test_part_is_a_fifth_of_every_class_and_always_the_same():
    """Accuracies of two runs could not be compared."""
    data = load_data("digits")
    training, test = split(data)
    assert (len(training), len(test)) == (1438, 359)
    for digit in range(10):
        assert abs(np.sum(test.y == digit) - 0.2 * np.sum(data.y == digit)) <= 0.5
    assert np.array_equal(split(data)[1].x, test.x)
    assert len(np.unique(np.vstack([training.x, test.x]), axis=0)) == len(np.unique(data.x, axis=0))


def test_too_few_examples_are_refused():
    """A test part of nothing has no accuracy."""
    assert "cannot be split" in message(split, Data(np.ones((2, 1)), np.array([0, 1])))
