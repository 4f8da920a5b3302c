"""The page of a training: one file, whole, with everything that it promises, for every kind of network."""

import base64
import re
import struct
import zlib
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pytest

import symbackprop as sb
from symbackprop.reports.confusions import count_confusions, frequent
from symbackprop.reports.drawings import Scale, round_numbers
from symbackprop.reports.page import training_page
from symbackprop.reports.rasters import grey, signed
from symbackprop.training.data import Data
from symbackprop.training.scaling import measure_scaling

RANDOM = np.random.default_rng(0)
VOID = {"meta", "br", "hr", "img", "input", "link"}


def stripes(count=80):
    """Images that are bright on the left or on the right, and hard to tell."""
    y = np.arange(count) % 2
    x = RANDOM.normal(0, 1.2, (count, 6, 5))
    x[y == 0, :, :2] += 1
    x[y == 1, :, 3:] += 1
    return Data(x.reshape(count, 30), y, "stripes", True, (6, 5), ("left", "right"))


def page(data, *layers, cost=None, **settings):
    """The page of a short training on the first three quarters of some data."""
    cut = 3 * len(data) // 4
    train, test = data[np.arange(cut)], data[np.arange(cut, len(data))]
    scaling = measure_scaling(train.x)
    train, test = (replace(part, x=scaling(part.x)) for part in (train, test))
    net = sb.network(train.x.shape[1], *layers, cost=cost or sb.CrossEntropy(), batch="rows")
    trained = sb.train(net, train.x, train.y, test=(test.x, test.y), epochs=4, **settings)
    return training_page(net, trained, train, test, scaling, {"optimiser": settings.get("optimiser")})


class Reader(HTMLParser):
    """Holds every element to its end, and gathers headings and addresses."""

    def __init__(self, text):
        super().__init__()
        self.open, self.addresses, self.headings, self.words = [], [], [], []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        """Open, unless it has no end."""
        self.addresses += [value for name, value in attrs if name in ("href", "src")]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        """<path …/>."""
        self.addresses += [value for name, value in attrs if name in ("href", "src")]

    def handle_endtag(self, tag):
        """The last one that is open."""
        assert self.open.pop() == tag

    def handle_data(self, data):
        """Text."""
        self.words.append(data)
        if self.open and self.open[-1] == "h2":
            self.headings.append(data)


@pytest.fixture(scope="module")
def shown():
    """The page of a network of images."""
    return page(
        stripes(), sb.Dense(4), sb.Tanh(), sb.Dense(2), sb.Softmax(), optimiser="adam", validation=0.2, verify=True
    )


def test_the_page_has_all_its_sections(shown):
    """Equations, curves, confusions, mistakes, weights; well formed."""
    assert Reader(shown).headings[:6] == [
        "The network", "The equations", "The training", "What is taken for what", "The worst mistakes",
        "The first layer",
    ]  # fmt: skip
    assert "30-4-2 on stripes" in shown
    assert shown.count("<math") >= 3
    assert "a step of Adam at 50 digits" in shown


def test_the_page_stands_alone(shown):
    """No script, nothing that is fetched: every address is a place in the page or the image itself."""
    assert "<script" not in shown and "@import" not in shown and "url(" not in shown
    assert all(a.startswith(("#", "data:image/png;base64,")) for a in Reader(shown).addresses)


def test_pictures_are_shown_with_their_names(shown):
    """An image for each mistake and for each unit, and the names of the classes."""
    reader = Reader(shown)
    mistakes = [w for w in reader.words if re.fullmatch(r"→ (left|right), \d+%", w)]
    images = [a for a in reader.addresses if a.startswith("data:")]
    assert mistakes and len(images) == len(mistakes) + 4


def test_a_regression_shows_outputs_over_targets():
    """There are no classes to confuse."""
    x = RANDOM.normal(size=(40, 3))
    shown = page(Data(x, x[:, 0] * 2, "lines"), sb.Dense(1), cost=sb.MeanSquaredError(), learning_rate=0.05)
    assert "The test part" in Reader(shown).headings and "worst mistakes" not in shown
    assert "mean squared error" in shown


def test_one_output_has_two_classes():
    """A sigmoid, and inputs that are no images: mistakes in a table, weights in one image."""
    x = RANDOM.normal(size=(60, 3))
    data = Data(x, (x[:, 0] + RANDOM.normal(0, 1, 60) > 0).astype(int), "noise")
    shown = page(data, sb.Dense(3), sb.ReLU(), sb.Dense(1), sb.Sigmoid(), cost=sb.BinaryCrossEntropy())
    assert "test example" in shown and "a row for each unit" in shown


def test_a_training_of_no_epoch_has_a_page():
    """Ctrl-C within the first epoch."""
    shown = page(stripes(40), sb.Dense(2), sb.Softmax(), callbacks=[lambda run: run.interrupt()], batch_size=1)
    assert "Ended: interrupted." in shown and "The training" not in Reader(shown).headings


def test_names_of_classes_are_escaped():
    """A class called <b>."""
    shown = page(replace(stripes(), classes=("<b>", "&")), sb.Dense(2), sb.Softmax())
    assert "<b>" not in shown and "&lt;b&gt;" in shown
    Reader(shown)


def test_confusions_are_counted_by_row():
    """Row: what it is; column: what it was taken for."""
    counts = count_confusions(np.array([0, 0, 1, 2, 2, 2]), np.array([0, 2, 1, 0, 0, 2]), 3)
    assert counts.tolist() == [[1, 0, 1], [0, 1, 0], [2, 0, 1]]
    assert frequent(counts, "abc") == [("c", "a", 2, 2 / 3), ("a", "c", 1, 1 / 2)]


def pixels(address):
    """The image behind an address, read as the standard says."""
    data = base64.b64decode(address.split(",")[1])
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    width, height, depth, colour = struct.unpack(">IIBB", data[16:26])
    assert depth == 8
    place = data.index(b"IDAT")
    (length,) = struct.unpack(">I", data[place - 4 : place])
    channels = {0: 1, 6: 4}[colour]
    rows = np.frombuffer(zlib.decompress(data[place + 4 : place + 4 + length]), np.uint8)
    return rows.reshape(height, 1 + width * channels)[:, 1:].reshape(height, width, channels)


def test_images_hold_their_pixels():
    """Black, grey and white; red above 0, blue below, nothing at 0."""
    assert pixels(grey(np.array([[0.0, 0.5, 1.0], [1.0, 2.0, -1.0]]), 0, 1))[..., 0].tolist() == [
        [0, 128, 255],
        [255, 255, 0],
    ]
    found = pixels(signed(np.array([[1.0, -0.5, 0.0]]), 1.0))
    assert found[0, :, 3].tolist() == [255, 128, 0]
    assert found[0, 0, 0] > found[0, 0, 2] and found[0, 1, 2] > found[0, 1, 0]


@pytest.mark.parametrize(("low", "high"), [(0, 1), (0.031, 2.4), (-3, 1e6), (97.1, 97.3), (1e-9, 2e-9)])
def test_ticks_are_round_and_within(low, high):
    """Two at least, and not too many."""
    ticks = round_numbers(low, high)
    assert 2 <= len(ticks) <= 7 and all(low - 1e-9 * abs(low) <= t <= high * (1 + 1e-9) for t in ticks)
    if low > 0:
        powers = Scale(low, high, 0, 1, True).ticks()
        assert powers == sorted(powers) and len(powers) >= 2
