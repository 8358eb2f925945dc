// Records what the attribute networks answer to a made-up input in the runtimes of their own packages.
// AttributeGoldenTests compares the server's networks with these figures.
//
// In a folder where `npm install onnxruntime-web@1.20.1 @tensorflow/tfjs@4.22.0` was run, with both packages
// unpacked:
//   node record-attributes.mjs FACEPLUGIN_PACKAGE HUMAN_PACKAGE
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [faceplugin, human] = process.argv.slice(2);
const installed = createRequire(join(process.cwd(), 'here.js'));
const ort = installed('onnxruntime-web');
const tf = installed('@tensorflow/tfjs');
ort.env.wasm.numThreads = 1;
ort.env.logLevel = 'error';

// Values 0..1 in an order that has no period within a picture.
const wave = (count) => Float32Array.from({ length: count }, (_, i) => ((i * 7919) % 1009) / 1009);

async function onnx(file, shape, scale) {
  const session = await ort.InferenceSession.create(readFileSync(join(faceplugin, 'model', file)));
  const data = wave(shape.reduce((a, b) => a * b)).map(scale);
  const answer = await session.run({ input: new ort.Tensor('float32', data, shape) });
  return Object.fromEntries(session.outputNames.map((name) => [name, Array.from(answer[name].data)]));
}

async function tfjs(name, [, channels, height, width], scale, outputs) {
  await tf.setBackend('cpu');
  const graph = JSON.parse(readFileSync(join(human, 'models', `${name}.json`)));
  const weights = readFileSync(join(human, 'models', `${name}.bin`));
  const model = await tf.loadGraphModel({
    load: async () => ({
      modelTopology: graph.modelTopology,
      format: graph.format,
      weightSpecs: graph.weightsManifest.flatMap((group) => group.weights),
      weightData: weights.buffer.slice(weights.byteOffset, weights.byteOffset + weights.byteLength),
      signature: graph.signature ?? graph.userDefinedMetadata?.signature,
    }),
  });
  const plane = wave(channels * height * width).map(scale);
  const planes = tf.tensor(plane, [1, channels, height, width]);
  const answers = model.execute(tf.transpose(planes, [0, 2, 3, 1]), outputs);
  const list = Array.isArray(answers) ? answers : [answers];
  return Object.fromEntries(outputs.map((output, i) => [output, Array.from(list[i].dataSync())]));
}

// The mean angle under the softmax, counted from the middle of the first bin of 3 degrees.
function degrees(logits) {
  const top = Math.max(...logits);
  const shares = logits.map((v) => Math.exp(v - top));
  const sum = shares.reduce((a, b) => a + b);
  return shares.reduce((mean, share, i) => mean + share * i, 0) / sum * 3 - 97.5;
}

function median(shares) {
  let below = 0;
  for (const [year, share] of shares.entries()) {
    if (below + share >= 0.5) {
      return year + (0.5 - below) / share;
    }
    below += share;
  }
  return shares.length;
}

const pose = await onnx('fr_pose.onnx', [1, 3, 224, 224], (v) => v * 4 - 2);
const eye = await onnx('fr_eye.onnx', [1, 1, 24, 24], (v) => v);
const person = await tfjs('faceres', [1, 3, 224, 224], (v) => v * 255 - 120,
  ['gender_pred/Sigmoid', 'age_pred/Softmax']);
const expression = await tfjs('emotion', [1, 1, 64, 64], (v) => v - 0.5, ['Identity']);
console.log('yaw to the left, pitch, roll', ['output', '617', '618'].map((head) => degrees(pose[head])));
console.log('eye logits', eye.output);
console.log('male share', person['gender_pred/Sigmoid'][0], 'years', median(person['age_pred/Softmax']));
console.log('expression shares', expression.Identity);
