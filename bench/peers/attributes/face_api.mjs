// @vladmandic/face-api with its WASM back end: node face_api.mjs FACES OUT
import { folderOf, require, versionOf, wasmFolder } from '../packages.mjs';
import { EXPRESSIONS, run } from './subjects.mjs';

require('@tensorflow/tfjs');
require('@tensorflow/tfjs-backend-wasm').setWasmPaths(wasmFolder);
const faceapi = require('@vladmandic/face-api/dist/face-api.node-wasm.js');
await faceapi.tf.setBackend('wasm');
await faceapi.tf.ready();
const weights = `${folderOf('@vladmandic/face-api')}/model`;
const { nets } = faceapi;
for (const net of [nets.ssdMobilenetv1, nets.ageGenderNet, nets.faceExpressionNet, nets.faceLandmark68Net]) {
  await net.loadFromDisk(weights);
}

// Below the library's usual 0.5, which a fifth of the pictures do not reach: other networks are judged here.
const minConfidence = 0.05;

// The names of the library differ from the folders'.
const NAMES = { angry: 'angry', disgust: 'disgusted', fear: 'fearful', happy: 'happy', sad: 'sad',
  surprise: 'surprised', neutral: 'neutral' };

const inOrder = (expressions) => EXPRESSIONS.map((name) => expressions[NAMES[name]]);

await run({ name: '@vladmandic/face-api', version: versionOf('@vladmandic/face-api') },
  async ({ width, height, data }, set) => {
    const pixels = faceapi.tf.tensor3d(data, [height, width, 3], 'int32');
    try {
      if (set === 'fer2013') {
        // These pictures are nothing but a face, which is what the network takes.
        return { expressions: inOrder(await nets.faceExpressionNet.predictExpressions(pixels)) };
      }
      const options = new faceapi.SsdMobilenetv1Options({ minConfidence });
      const face = await faceapi.detectSingleFace(pixels, options).withFaceLandmarks().withAgeAndGender();
      return face ? {
        years: face.age,
        femaleShare: face.gender === 'female' ? face.genderProbability : 1 - face.genderProbability,
        ...face.angle,
      } : null;
    } finally {
      faceapi.tf.dispose(pixels);
    }
  });
