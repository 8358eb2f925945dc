// @vladmandic/face-api with its WASM back end: node face_api.mjs PHOTOS OUT ssd|tiny
import { folderOf, require, versionOf, wasmFolder } from './packages.mjs';
import { run } from './photos.mjs';

const SCORE_MIN = 0.05, FACES_MAX = 200;
const network = process.argv[4];
require('@tensorflow/tfjs');
require('@tensorflow/tfjs-backend-wasm').setWasmPaths(wasmFolder);
const faceapi = require('@vladmandic/face-api/dist/face-api.node-wasm.js');
await faceapi.tf.setBackend('wasm');
await faceapi.tf.ready();

const [net, options] = {
  ssd: [faceapi.nets.ssdMobilenetv1, (score) => new faceapi.SsdMobilenetv1Options({
    ...(score && { minConfidence: score }), maxResults: FACES_MAX,
  })],
  tiny: [faceapi.nets.tinyFaceDetector, (score) => new faceapi.TinyFaceDetectorOptions({
    ...(score && { scoreThreshold: score }),
  })],
}[network];
await net.loadFromDisk(`${folderOf('@vladmandic/face-api')}/model`);

const detect = (chosen) => async (pixels) =>
  (await faceapi.detectAllFaces(pixels, chosen)).map(({ box, score }) => ({
    left: box.x, top: box.y, width: box.width, height: box.height, score,
  }));
await run(
  {
    name: `face-api ${network}`,
    version: versionOf('@vladmandic/face-api'),
    backEnd: faceapi.tf.getBackend(),
  },
  faceapi.tf,
  detect(options()),
  detect(options(SCORE_MIN)),
);
