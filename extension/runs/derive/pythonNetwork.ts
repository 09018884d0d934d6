import type { LayerConfig } from '@surprisal/core';
import { shapeText, type Scripted } from './pythonData.js';

const functions = { relu: 'nn.ReLU()', tanh: 'nn.Tanh()', sigmoid: 'nn.Sigmoid()' };

/** A network as the modules of a `nn.Sequential`, and how the first weights of those that have some are drawn. */
interface PythonNetwork {
  modules: string[];
  starts: string[];
}

/** The layers one after the other; a dense one sees all of what comes before it. */
export function networkOf({
  config: { network },
  classes,
  imageHeight,
  imageWidth,
  imageChannels,
}: Scripted): PythonNetwork {
  const { layers } = network;
  const isWindow = (layer: LayerConfig | undefined): boolean => layer !== undefined && layer.kind !== 'dense';
  let [height, width, channels] = [imageHeight, imageWidth, imageChannels];
  /** Whether what flows is pictures. */
  let pictures = isWindow(layers[0]);
  let flat = height * width * channels;
  const modules = pictures ? ['Pictures()'] : [];
  const starts: string[] = [];
  const activations = layers.flatMap((layer) => ('activation' in layer ? [layer.activation] : []));
  const factor = (activation = activations.at(-1)): number => (activation === 'sigmoid' ? 2 : 6);
  const dense = (outputs: number): void => {
    if (pictures) modules.push('nn.Flatten()');
    const inputs = pictures ? [height, width, channels] : [flat];
    modules.push(`nn.Linear(${inputs.reduce((product, n) => product * n)}, ${outputs})`);
    starts.push(`(${factor(activations[starts.length])}, ${shapeText(inputs)})`);
    [pictures, flat] = [false, outputs];
  };
  for (const layer of layers)
    if (layer.kind === 'dense') {
      dense(layer.width);
      modules.push(functions[layer.activation]);
    } else if (layer.kind === 'maxPool') {
      modules.push(`nn.MaxPool2d(${layer.size})`);
      [height, width] = [Math.floor(height / layer.size), Math.floor(width / layer.size)];
    } else {
      modules.push(`nn.Conv2d(${channels}, ${layer.channels}, ${layer.size})`, functions[layer.activation]);
      starts.push(`(${factor(layer.activation)}, ${shapeText([layer.size, layer.size, channels])})`);
      [height, width, channels] = [height - layer.size + 1, width - layer.size + 1, layer.channels];
    }
  dense(classes.length);
  return { modules, starts };
}

/** Turns rows into pictures as PyTorch has them. */
export const PICTURES = `
class Pictures(nn.Module):
    """Rows lie by height, width and channels; PyTorch has channels first."""

    def forward(self, rows):
        return rows.unflatten(1, SIZE).permute(0, 3, 1, 2)

`;

/** Draws the first weights of the run. */
export const BEGIN = `
# The first weights and the order of the images are those of the run, drawn by its seed. Weights are drawn as inputs by
# outputs, and inputs that are pictures by height, width and channels, which PyTorch has in another order.
random = np.random.RandomState(SEED)
layers = [layer for layer in model if hasattr(layer, "weight")]
for layer, (factor, inputs) in zip(layers, STARTS):
    outputs = len(layer.weight)
    # A kernel has an output at each place that it sees.
    fan_out = outputs * inputs[0] * inputs[1] if isinstance(layer, nn.Conv2d) else outputs
    bound = math.sqrt(factor / (math.prod(inputs) + fan_out))
    weight = torch.tensor(random.uniform(-bound, bound, (*inputs, outputs)))
    weight = weight.permute(3, 2, 0, 1) if len(inputs) == 3 else weight.T
    with torch.no_grad():
        layer.weight.copy_(weight.reshape(layer.weight.shape))
        layer.bias.copy_(torch.tensor(random.uniform(-bound, bound, outputs)))
`;
