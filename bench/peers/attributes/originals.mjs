// What a network of @vladmandic/human answers in that package's own library, as JSON:
//   node originals.mjs MODEL INPUT SHAPE OUTPUT...
// INPUT holds float32 planes of many inputs, SHAPE is that of one: 3,224,224
import { readFileSync } from 'node:fs';
import { fetchFromFiles, fileAddress, folderOf, require, wasmFolder } from '../packages.mjs';

const [model, input, shape, ...outputs] = process.argv.slice(2);
const [channels, height, width] = shape.split(',').map(Number);
const folder = folderOf('@vladmandic/human');
fetchFromFiles();
const { Human } = require(`${folder}/dist/human.node-wasm.js`);
const human = new Human({ backend: 'wasm', wasmPath: wasmFolder, debug: false });
await human.init();
const { tf } = human;
const graph = await tf.loadGraphModel(fileAddress(`${folder}/models/${model}.json`));
const bytes = readFileSync(input);
const planes = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
const size = channels * height * width;
const answers = [];
for (let from = 0; from < planes.length; from += size) {
  const one = tf.tensor(planes.slice(from, from + size), [1, channels, height, width]);
  const answer = graph.execute(tf.transpose(one, [0, 2, 3, 1]), outputs);
  answers.push([answer].flat().flatMap((tensor) => Array.from(tensor.dataSync())));
}
process.stdout.write(JSON.stringify(answers));
