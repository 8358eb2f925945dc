// Judges all participants alike and prints what docs/measurements/attributes.json holds:
//   node score.mjs OURS ANSWERS...   OURS is what 'beholden eval attributes --json' printed
import { readFileSync } from 'node:fs';
import { EXPRESSIONS } from './subjects.mjs';

const Z = 1.959964, YEARS_MAX = 120, HAPPY = EXPRESSIONS.indexOf('happy');
const [oursPath, ...answerPaths] = process.argv.slice(2);
const read = (path) => JSON.parse(readFileSync(path, 'utf8'));
const ours = read(oursPath);
const peers = answerPaths.map(read);

const mean = (values) => values.reduce((sum, v) => sum + v, 0) / values.length;
const rounded = (figure) => Object.fromEntries(
  Object.entries(figure).map(([key, v]) => [key, typeof v === 'number' ? Math.round(v * 1e4) / 1e4 : v]));

/** A mean with the normal interval. */
function meanFigure(values) {
  const value = mean(values);
  const half = Z * Math.sqrt(mean(values.map((v) => (v - value) ** 2)) / (values.length - 1));
  return { value, n: values.length, low95: value - half, high95: value + half };
}

/** A share with Wilson's interval. */
function rateFigure(hits) {
  const n = hits.length, value = mean(hits.map(Number)), z = (Z * Z) / n;
  const middle = (value + z / 2) / (1 + z);
  const half = (Z * Math.sqrt((value * (1 - value) + z / 4) / n)) / (1 + z);
  return { value, n, low95: middle - half, high95: middle + half };
}

/** The mean of the classes' shares. */
function meanOfRates(classes) {
  const rates = classes.map((hits) => mean(hits.map(Number)));
  const value = mean(rates);
  const variances = rates.map((p, i) => (p * (1 - p)) / classes[i].length);
  const half = Z * Math.sqrt(mean(variances) / rates.length);
  return { value, n: classes.flat().length, low95: value - half, high95: value + half };
}

const of = (peer, set) => peer.answers.filter((a) => a.set === set);

function band(age) {
  const [low, high] = age.split('-').map(Number.parseFloat);
  return [low, high ?? YEARS_MAX];
}

const yearsOff = (age, years) => {
  const [low, high] = band(age);
  return Math.max(0, low - years, years - (high + 1));
};

/** A library may call either end of its share female; the end that is right more often counts. */
function gender(answers) {
  const right = (turn) => answers.map(({ truth, answer }) =>
    Number.isFinite(answer?.femaleShare) && (turn(answer.femaleShare) > 0.5) === truth.isFemale);
  return [right((share) => share), right((share) => 1 - share)]
    .map(rateFigure).reduce((a, b) => (a.value >= b.value ? a : b));
}

function* orders(items) {
  if (items.length < 2) {
    yield items;
  }
  for (const [i, first] of items.entries()) {
    for (const rest of orders([...items.slice(0, i), ...items.slice(i + 1)])) {
      yield [first, ...rest];
    }
  }
}

/** Where the order of classes is not stated, the one that is right most often counts. */
function expression(answers, isOrderKnown) {
  const highest = (shares) => shares.indexOf(Math.max(...shares));
  const top = answers.map(({ answer }) => (answer ? highest(answer.expressions) : -1));
  const counts = EXPRESSIONS.map((name) => EXPRESSIONS.map((_, k) =>
    answers.filter(({ truth }, i) => truth.expression === name && top[i] === k).length));
  const totals = EXPRESSIONS.map((name) => answers.filter(({ truth }) => truth.expression === name).length);
  const places = EXPRESSIONS.map((_, i) => i);
  const recall = (order) => mean(order.map((k, i) => counts[i][k] / totals[i]));
  const order = isOrderKnown
    ? places
    : [...orders(places)].reduce((a, b) => (recall(a) >= recall(b) ? a : b));
  return meanOfRates(EXPRESSIONS.map((name, c) => answers.flatMap(({ truth }, i) =>
    truth.expression === name ? [top[i] === order[c]] : [])));
}

/** The library's own sign is the one that errs less. */
function angle(answers, axis) {
  const found = answers.filter(({ answer }) => Number.isFinite(answer?.[axis]));
  const off = (sign) => found.map(({ truth, answer }) => Math.abs(truth[axis] - sign * answer[axis]));
  return [off(1), off(-1)].map(meanFigure).reduce((a, b) => (a.value <= b.value ? a : b));
}

function age(answers) {
  const found = answers.filter(({ answer }) => Number.isFinite(answer?.years));
  return meanFigure(found.map(({ truth, answer }) => yearsOff(truth.age, answer.years)));
}

/** Right for yes and right for no, halved: guessing gives one half. */
const smile = (answers) => meanOfRates([true, false].map((isHappy) => answers
  .filter(({ truth }) => (truth.expression === 'happy') === isHappy)
  .map(({ answer }) => ((answer?.expressions[HAPPY] ?? 0) > 0.5) === isHappy)));

const mine = (name) => ({
  value: ours[name], n: ours[`${name}N`], low95: ours[`${name}Low95`], high95: ours[`${name}High95`],
});

function mineBalanced(found, wrong) {
  const [yes, no] = [mine(found), mine(wrong)];
  const value = (yes.value + 1 - no.value) / 2;
  const half = (Z / 2) * Math.sqrt([yes, no].reduce((sum, { value: p, n }) => sum + (p * (1 - p)) / n, 0));
  return { value, n: yes.n + no.n, low95: value - half, high95: value + half };
}

const ages = of(peers[0], 'fairface').map(({ truth }) => truth.age);
const guesses = {
  age: Math.min(...Array.from(
    { length: YEARS_MAX }, (_, years) => mean(ages.map((truth) => yearsOff(truth, years))),
  )),
  angle: (axis) => mean(of(peers[0], 'aflw').map(({ truth }) => Math.abs(truth[axis]))),
};

const [FAIR, FER, AFLW] = ['FairFace', 'FER2013', 'AFLW2000 sample'];
const NETWORKS = {
  beholden: {
    age: 'age-gender', gender: 'age-gender', emotions: 'expression', smile: 'expression', pose: 'head-pose',
    occluded: 'colour and texture',
  },
  '@vladmandic/human': {
    age: 'faceres', gender: 'faceres', emotions: 'emotion', smile: 'emotion', pose: 'facemesh',
  },
  '@vladmandic/face-api': {
    age: 'age_gender', gender: 'age_gender', emotions: 'face_expression', smile: 'face_expression',
    pose: 'face_landmark_68',
  },
  'faceplugin-face-recognition-js': {
    age: 'fr_age', gender: 'fr_gender', emotions: 'fr_expression', pose: 'fr_pose',
  },
};

const isOrderKnown = ({ name }) => name.startsWith('@vladmandic/');

function row([name, measure, data], isError, guess, own, judge, judged = peers) {
  const network = (by) => ({ by, network: NETWORKS[by][name.split(',')[0]] });
  const others = judged.map((peer) => ({ ...network(peer.name), ...rounded(judge(peer)) }));
  return {
    name, measure, data, isError, ...rounded({ guess }),
    candidates: [{ ...network('beholden'), ...rounded(own) }, ...others.filter(({ n }) => n > 1)],
  };
}

const attributes = [
  row(['age', 'years to the band', FAIR], true, guesses.age, mine('ageMaeYears'),
    (peer) => age(of(peer, 'fairface'))),
  row(['gender', 'share right', FAIR], false, 0.5, mine('genderAccuracy'),
    (peer) => gender(of(peer, 'fairface'))),
  row(['gender', 'share right of faces found', FAIR], false, 0.5, mine('genderAccuracy'),
    (peer) => gender(of(peer, 'fairface').filter(({ answer }) => Number.isFinite(answer?.femaleShare)))),
  row(['emotions', 'mean recall of 7 classes', FER], false, 1 / EXPRESSIONS.length, mine('emotionAccuracy'),
    (peer) => expression(of(peer, 'fer2013'), isOrderKnown(peer))),
  row(['smile', 'mean of right for happy and for others', FER], false, 0.5,
    mineBalanced('smileRecall', 'smileFalseRate'),
    (peer) => smile(of(peer, 'fer2013')), peers.filter(isOrderKnown)),
  ...[['yaw', 'Yaw'], ['pitch', 'Pitch'], ['roll', 'Roll']].map(([axis, own]) => row(
    [`pose, ${axis}`, 'degrees off', AFLW], true, guesses.angle(axis), mine(`pose${own}MaeDegrees`),
    (peer) => angle(of(peer, 'aflw'), axis))),
  row(['occluded', 'mean of right for masked and for bare', 'masks'], false, 0.5,
    mineBalanced('occludedRecall', 'occludedFalseRate'), null, []),
];

console.log(JSON.stringify({
  packages: Object.fromEntries(peers.map(({ name, version }) => [name, version])), attributes,
}, null, 2));
