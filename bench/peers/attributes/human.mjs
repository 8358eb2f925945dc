// @vladmandic/human with its WASM back end: node human.mjs FACES OUT
import { name, off, on, openHuman, version } from '../human_library.mjs';
import { EXPRESSIONS, run } from './subjects.mjs';

const human = await openHuman({
  detector: { maxDetected: 1, rotation: false, return: false },
  mesh: on, iris: on, attention: off, antispoof: off, liveness: off,
  description: { enabled: true, minConfidence: 0, skipFrames: 0, skipTime: 0 },
  emotion: { enabled: true, minConfidence: 0, skipFrames: 0, skipTime: 0 },
});

const degrees = (radians) => (radians * 180) / Math.PI;

await run({ name, version }, async ({ width, height, data }) => {
  const pixels = human.tf.tensor3d(data, [height, width, 3], 'int32');
  const { face: [face], error } = await human.detect(pixels);
  human.tf.dispose(pixels);
  if (error) {
    throw new Error(error);
  }
  if (!face) {
    return null;
  }
  const { age: years, gender, genderScore, emotion, rotation } = face;
  const shares = Object.fromEntries((emotion ?? []).map(({ emotion: word, score }) => [word, score]));
  return {
    years,
    femaleShare: gender === 'female' ? 0.5 + genderScore / 2 : 0.5 - genderScore / 2,
    expressions: EXPRESSIONS.map((name) => shares[name] ?? 0),
    ...(rotation && {
      yaw: degrees(rotation.angle.yaw),
      pitch: degrees(rotation.angle.pitch),
      roll: degrees(rotation.angle.roll),
    }),
  };
});
