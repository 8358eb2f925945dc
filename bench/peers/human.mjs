// @vladmandic/human with its WASM back end: node human.mjs PHOTOS OUT
import { off, openHuman, version } from './human_library.mjs';
import { run } from './photos.mjs';

const SCORE_MIN = 0.05, FACES_MAX = 100;
const human = await openHuman({
  // The library widens boxes to 1.4 times the face, which IoU 0.5 would mostly refuse: asked for as found.
  detector: { maxDetected: FACES_MAX, scale: 1, rotation: false, return: false },
  mesh: off, attention: off, iris: off, description: off, emotion: off, antispoof: off, liveness: off,
});
const scoreUsual = human.config.face.detector.minConfidence;

const detect = (minConfidence) => async (pixels) => {
  const result = await human.detect(pixels, { face: { detector: { minConfidence } } });
  if (result.error) {
    throw new Error(result.error);
  }
  return result.face.map(({ box: [left, top, width, height], boxScore: score }) => ({
    left, top, width, height, score,
  }));
};
await run(
  { name: 'human blazeface', version, backEnd: human.tf.getBackend() },
  human.tf,
  detect(scoreUsual),
  detect(SCORE_MIN),
);
