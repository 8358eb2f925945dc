// The ONNX files of faceplugin-face-recognition-js, cut and fed as its own code does: its canvas is RGBA, so
// what it calls BGR is RGB. node faceplugin.mjs FACES OUT PACKAGE
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { require } from '../packages.mjs';
import { crop, run } from './subjects.mjs';

const ort = require('onnxruntime-web');
ort.env.wasm.numThreads = 1;
ort.env.logLevel = 'error';
const folder = process.argv[4];
const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
const open = (name) => ort.InferenceSession.create(readFileSync(join(folder, 'model', `fr_${name}.onnx`)));
const [detect, age, gender, expression, pose] =
  await Promise.all(['detect', 'age', 'gender', 'expression', 'pose'].map(open));

const MEAN = [0.485, 0.456, 0.406], DEVIATION = [0.229, 0.224, 0.225];
const imageNet = (v, c) => (v / 255 - MEAN[c]) / DEVIATION[c];

/** Runs a network on a part of the picture; channels in the order given. */
async function see(session, picture, box, [width, height], scale, channels = [0, 1, 2]) {
  const pixels = crop(picture, box, width, height);
  const planes = new Float32Array(pixels.length);
  channels.forEach((from, c) => {
    for (let i = 0; i < width * height; i++) {
      planes[c * width * height + i] = scale(pixels[i * 3 + from], c);
    }
  });
  return session.run({ input: new ort.Tensor('float32', planes, [1, 3, height, width]) });
}

async function find(picture) {
  const whole = [0, 0, picture.width, picture.height];
  const { scores, boxes } = await see(detect, picture, whole, [320, 240], (v) => (v - 127) / 128);
  let best = 0;
  for (let i = 1; i < scores.data.length / 2; i++) {
    best = scores.data[i * 2 + 1] > scores.data[best * 2 + 1] ? i : best;
  }
  const [left, top, right, bottom] = boxes.data.slice(best * 4, best * 4 + 4);
  const { width, height } = picture;
  return [left * width, top * height, (right - left) * width, (bottom - top) * height];
}

const grown = ([x, y, w, h], by) => [x - (w * (by - 1)) / 2, y - (h * (by - 1)) / 2, w * by, h * by];

/** The three stages of such a network, each a share of a bin that may move and stretch; 0..1. */
function merge(answer) {
  let sum = 0, bins = 1;
  for (const stage of [1, 2, 3]) {
    const shares = answer[`prob_stage_${stage}`].data, moves = answer[`index_offset_stage${stage}`].data;
    bins *= 3 * (1 + answer[`stage${stage}_delta_k`].data[0]);
    sum += shares.reduce((part, share, i) => part + (i + moves[i]) * share, 0) / bins;
  }
  return sum;
}

function degrees({ data: logits }) {
  const shares = Array.from(logits, (v) => Math.exp(v)), total = shares.reduce((a, b) => a + b);
  return shares.reduce((mean, share, i) => mean + (share / total) * i, 0) * 3 - 99;
}

await run({ name: 'faceplugin-face-recognition-js', version }, async (picture, set) => {
  if (set === 'fer2013') {
    // Its crop grows to the right and below only, which here is the whole picture.
    const whole = [0, 0, picture.width, picture.height];
    const { output } = await see(expression, picture, whole, [224, 224], (v) => v / 255);
    return { expressions: Array.from(output.data) };
  }
  const box = await find(picture);
  if (set === 'aflw') {
    const heads = await see(pose, picture, grown(box, 1.5), [224, 224], imageNet, [2, 1, 0]);
    return { yaw: degrees(heads.output), pitch: degrees(heads['617']), roll: degrees(heads['618']) };
  }
  const wide = grown(box, 1.4);
  return {
    years: merge(await see(age, picture, wide, [64, 64], imageNet)) * 101,
    femaleShare: merge(await see(gender, picture, wide, [64, 64], imageNet)),
  };
});
