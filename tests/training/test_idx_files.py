"""IDX files: the types and shapes of the format, both halves of a data set, and headers that lie."""

import gzip
import struct

import numpy as np
import pytest

from symbackprop.errors import DataError
from symbackprop.training.data import load_data, split
from symbackprop.training.idx_files import read_idx

CODES = {"u1": 8, "i1": 9, "i2": 11, "i4": 12, "f4": 13, "f8": 14}


def idx(array, code=None, shape=None):
    """The bytes of an IDX file, with another type or shape in the header where one is given."""
    shape = array.shape if shape is None else shape
    header = struct.pack(f">HBB{len(shape)}I", 0, code or CODES[array.dtype.str[1:]], len(shape), *shape)
    return header + array.astype(array.dtype.newbyteorder(">")).tobytes()


@pytest.fixture
def folder(tmp_path):
    """Four files, two of them gzipped, with MNIST's names."""
    random = np.random.default_rng(0)
    for part, count, pack in (("train", 30, gzip.compress), ("t10k", 10, bytes)):
        ending = ".gz" if part == "train" else ""
        images = random.integers(0, 256, (count, 4, 5)).astype(np.uint8)
        (tmp_path / f"{part}-images-idx3-ubyte{ending}").write_bytes(pack(idx(images)))
        (tmp_path / f"{part}-labels-idx1-ubyte{ending}").write_bytes(pack(idx((np.arange(count) % 3).astype(np.uint8))))
    return tmp_path


@pytest.mark.parametrize("kind", CODES)
def test_every_type_is_read(tmp_path, kind):
    """Big-endian in the file, of this machine in memory."""
    array = np.arange(-6, 6).reshape(3, 4).astype(kind)
    path = tmp_path / "a-idx2"
    path.write_bytes(idx(array))
    assert np.array_equal(read_idx(path), array)
    path.write_bytes(gzip.compress(idx(array)))
    assert np.array_equal(read_idx(path), array)


def test_a_folder_has_both_parts(folder):
    """The test part is the one that was set aside, and is not split off anew."""
    for data in (load_data(folder), load_data(f"fashion-mnist:{folder}")):
        training, test = split(data)
        assert (training.x.shape, test.x.shape) == ((30, 20), (10, 20))
        assert training.are_classes and training.pixels and training.image == test.image == (4, 5)
    assert data.name == test.name == "fashion-mnist" and test.classes[9] == "boot"


def test_a_file_of_images_finds_its_labels(folder):
    """Under the name that goes with it, gzipped or not."""
    data = load_data(folder / "train-images-idx3-ubyte.gz")
    assert data.y.tolist() == [k % 3 for k in range(30)]
    (folder / "train-labels-idx1-ubyte.gz").unlink()
    with pytest.raises(DataError, match="the file of its labels is not there"):
        load_data(folder / "train-images-idx3-ubyte.gz")


BYTES = np.zeros((3, 4), np.uint8)
HOSTILE = {
    "empty": (b"", "an empty file"),
    "magic": (b"\x89PNG1234", "89 50 4e 47"),
    "type": (idx(BYTES, code=7), "not an IDX file"),
    "axes": (struct.pack(">HBB", 0, 8, 200), "not an IDX file"),
    "header": (struct.pack(">HBBI", 0, 8, 3, 5), "ends within its header"),
    "short": (idx(BYTES)[:-1], "3 × 4 numbers: 12 bytes\n    got       11 bytes"),
    "long": (idx(BYTES) + b"1", "13 bytes"),
    "huge": (idx(BYTES, shape=(2**31, 2**31, 2**31)), "more than is read from one file"),
    "overflow": (idx(BYTES, shape=(2**32 - 1,) * 8), "more than is read from one file"),
    "greedy": (idx(BYTES, shape=(2**32 - 1,)), "got       12 bytes"),
    "greedy, gzipped": (gzip.compress(idx(BYTES, shape=(2**32 - 1,))), "got       12 bytes"),
    "bomb": (gzip.compress(idx(BYTES) + bytes(10**6)), "got       more"),
    "broken": (gzip.compress(idx(BYTES))[:-9], "cannot be read"),
    "damaged": (gzip.compress(idx(BYTES))[:10] + b"\x07" * 9, "cannot be read"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_header_that_lies_is_refused(tmp_path, name):
    """In one message, and without the memory that it asks for."""
    content, says = HOSTILE[name]
    path = tmp_path / "x-images-idx3-ubyte"
    path.write_bytes(content)
    with pytest.raises(DataError) as caught:
        read_idx(path)
    assert says in str(caught.value)


def test_images_and_labels_must_belong_together(folder):
    """A label for each image, and whole numbers."""
    (folder / "t10k-labels-idx1-ubyte").write_bytes(idx(np.zeros(9, np.uint8)))
    with pytest.raises(DataError, match="do not fit"):
        load_data(folder)
    (folder / "t10k-labels-idx1-ubyte").write_bytes(idx(np.zeros(10, np.float32)))
    with pytest.raises(DataError, match="do not fit"):
        load_data(folder)


def test_a_folder_without_them_is_refused(tmp_path):
    """With what is there instead, and where Debian keeps its files."""
    with pytest.raises(DataError, match="there is no folder"):
        load_data("fashion-mnist:/nowhere")
    (tmp_path / "t10k-images-idx3-ubyte").write_bytes(idx(BYTES))
    with pytest.raises(DataError, match="no IDX files of a training part"):
        load_data(tmp_path)
