"""Networks to one ONNX file: uint8 boxes in, calibrated probabilities out.

Written node by node, so that the file holds only what runs: batch norms are
folded into their convolutions, weights are stored as 16-bit floats and widened
when the file is loaded. Several networks are averaged inside.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from sirekap.reading.scoring import CLASSES, CROP
from training.network import FLOOR, Narrow, Network, Residual

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from torch import Tensor, nn

OPSET = 17


class Graph:
    """Nodes and weights in the making."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []

    def node(self, kind: str, *inputs: str, **attributes: object) -> str:
        """Add a node; its output's name."""
        output = f"t{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [output], **attributes))
        return output

    def constant(self, value: np.ndarray) -> str:
        """Add a constant as it is."""
        name = f"w{len(self.weights)}"
        self.weights.append(numpy_helper.from_array(value, name))
        return name

    def weight(self, value: Tensor) -> str:
        """Add a weight in 16 bits, widened on load."""
        half = self.constant(value.detach().numpy().astype(np.float16))
        return self.node("Cast", half, to=TensorProto.FLOAT)

    def conv(self, x: str, conv: nn.Conv2d, norm: nn.BatchNorm2d) -> str:
        """Add a convolution with its batch norm folded in."""
        scale = norm.weight / torch.sqrt(norm.running_var + norm.eps)
        weight = self.weight(conv.weight * scale.view(-1, 1, 1, 1))
        bias = self.weight(norm.bias - norm.running_mean * scale)
        pad = conv.padding[0]
        return self.node(
            "Conv", x, weight, bias,
            kernel_shape=list(conv.kernel_size), strides=list(conv.stride), pads=[pad] * 4, group=conv.groups,
        )  # fmt: skip


def onnx_bytes(networks: Sequence[Network], temperature: float) -> bytes:
    """Serialise; the logits are divided by ``temperature``, the probabilities averaged over ``networks``."""
    graph = Graph()
    x = graph.node("Cast", "boxes", to=TensorProto.FLOAT)
    x = graph.node("Unsqueeze", x, graph.constant(np.array([1], np.int64)))
    mean = graph.node("ReduceMean", x, axes=[2, 3], keepdims=1)
    x = graph.node("Sub", x, mean)
    spread = graph.node("ReduceMean", graph.node("Mul", x, x), axes=[2, 3], keepdims=1)
    spread = graph.node("Sqrt", graph.node("Add", spread, graph.constant(np.array(FLOOR, np.float32))))
    x = graph.node("Div", x, spread)
    outputs = [_probabilities(graph, x, network, temperature) for network in networks]
    total = outputs[0] if len(outputs) == 1 else graph.node("Mean", *outputs)
    graph.nodes.append(helper.make_node("Identity", [total], ["probabilities"]))
    made = helper.make_graph(
        graph.nodes,
        "digits",
        [helper.make_tensor_value_info("boxes", TensorProto.UINT8, ["n", CROP, CROP])],
        [helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, ["n", len(CLASSES)])],
        graph.weights,
    )
    model = helper.make_model(made, opset_imports=[helper.make_opsetid("", OPSET)], producer_name="sirekap")
    model.ir_version = 9
    onnx.checker.check_model(model)
    return model.SerializeToString()


def network_of(model: bytes, temperature: float) -> Network:
    """Read one network back from its file, to go on training it.

    What was folded into the convolutions stays there: the batch norms do nothing but
    hold the biases, and must stay in evaluation mode. ``temperature`` is the one it was written with.
    """
    graph = onnx.load_from_string(model).graph
    values = {each.name: numpy_helper.to_array(each) for each in graph.initializer}
    widened = {
        node.output[0]: torch.from_numpy(values[node.input[0]].astype(np.float32))
        for node in graph.node
        if node.op_type == "Cast" and node.input[0] in values
    }
    folded = [[widened[name] for name in node.input[1:3]] for node in graph.node if node.op_type == "Conv"]
    stem, *_, place = folded
    network = Network((len(stem[1]), len(folded[3][1]), len(place[1])))
    with torch.no_grad():
        for (conv, norm), (weight, bias) in zip(_convolutions(network), folded, strict=True):
            conv.weight.copy_(weight)
            norm.running_var.fill_(1.0 - norm.eps)
            norm.bias.copy_(bias)
        (gemm,) = (node for node in graph.node if node.op_type == "Gemm")
        network.classes.weight.copy_(widened[gemm.input[1]] * temperature)
        network.classes.bias.copy_(widened[gemm.input[2]] * temperature)
    return network.eval()


def _convolutions(network: Network) -> Iterator[tuple[nn.Conv2d, nn.BatchNorm2d]]:
    """Every convolution with its norm, in the order of the file."""
    for part in network.body:
        if isinstance(part, Narrow):
            yield part.conv, part.norm
        elif isinstance(part, Residual):
            yield part.first, part.first_norm
            yield part.second, part.second_norm
    yield network.place, network.place_norm


def _probabilities(graph: Graph, x: str, network: Network, temperature: float) -> str:
    network = network.eval()
    for part in network.body:
        if isinstance(part, Narrow):
            x = graph.node("Relu", graph.conv(x, part.conv, part.norm))
        elif isinstance(part, Residual):
            y = graph.node("Relu", graph.conv(x, part.first, part.first_norm))
            x = graph.node("Relu", graph.node("Add", x, graph.conv(y, part.second, part.second_norm)))
    x = graph.node("Flatten", graph.node("Relu", graph.conv(x, network.place, network.place_norm)))
    weight = graph.weight(network.classes.weight / temperature)
    bias = graph.weight(network.classes.bias / temperature)
    return graph.node("Softmax", graph.node("Gemm", x, weight, bias, transB=1), axis=1)
