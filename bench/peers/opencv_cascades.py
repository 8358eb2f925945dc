"""OpenCV's cascades: opencv_cascades.py PHOTOS OUT haar|lbp"""

import json
import sys
import time

import cv2

WARM_UP_PHOTOS = 3
FOLDERS = {
    "haar": "/usr/share/opencv4/haarcascades/haarcascade_frontalface_default.xml",
    "lbp": "/usr/share/opencv4/lbpcascades/lbpcascade_frontalface_improved.xml",
}


def faces(boxes, weights):
    return [
        {"left": float(x), "top": float(y), "width": float(w), "height": float(h), "score": float(score)}
        for (x, y, w, h), score in zip(boxes, weights)
    ]


def main(list_path, out_path, kind):
    cv2.setNumThreads(1)
    cascade = cv2.CascadeClassifier(FOLDERS[kind])
    if cascade.empty():
        sys.exit(f"{FOLDERS[kind]} is not there; apt-get install opencv-data")
    with open(list_path, encoding="utf-8") as file:
        photos = json.load(file)
    answers = []
    for photo in photos[:WARM_UP_PHOTOS] + photos:
        pixels = cv2.imread(photo["path"])
        start = time.perf_counter()
        found = cascade.detectMultiScale(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY))
        duration_ms = (time.perf_counter() - start) * 1000
        # How many neighbouring windows agree is the only score that a cascade gives cheaply.
        boxes, counts = cascade.detectMultiScale2(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY), minNeighbors=1)
        answers.append({
            "name": photo["name"],
            "durationMs": duration_ms,
            "faces": faces(found, [0] * len(found)),
            "candidates": faces(boxes, counts),
        })
    about = {"name": f"OpenCV {kind}", "version": cv2.__version__, "backEnd": "cascade"}
    with open(out_path, "w", encoding="utf-8") as file:
        json.dump({**about, "photos": answers[WARM_UP_PHOTOS:]}, file)


main(*sys.argv[1:])
