/* Rehearsing aloud: record, see the seconds, hear it again, discard.
 *
 * What is said stays in this tab's memory and is gone with it: nothing here calls the server, and
 * the content security policy lets nothing reach anybody else. All words come with `data`.
 */
const rooms = new WeakMap()

function told(seconds) {
  const whole = Math.floor(seconds)
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`
}

function begin(parent) {
  const find = (name) => parent.querySelector(`[data-part="${name}"]`)
  const room = {
    parts: Object.fromEntries(
      ["record", "clock", "stop", "away", "time", "of", "say", "sound"].map((one) => [one, find(one)]),
    ),
    data: {},
    began: 0,
    seconds: 0,
    ticking: 0,
    recorder: null,
    stream: null,
    address: "",
    asking: false,
    gone: false,
  }
  const { record, clock, stop, away } = room.parts
  record.onclick = () => listen(room)
  clock.onclick = () => start(room)
  stop.onclick = () => end(room)
  away.onclick = () => discard(room, room.data.words.gone)
  return room
}

function say(room, words) {
  room.parts.say.textContent = words || ""
}

function show(room) {
  const { record, clock, stop, away, time, of, sound } = room.parts
  const running = room.ticking !== 0
  record.hidden = running || room.asking
  clock.hidden = running || room.asking || room.address !== ""
  stop.hidden = !running
  away.hidden = running || room.address === ""
  sound.hidden = running || room.address === ""
  record.textContent = room.address ? room.data.words.again : room.data.words.record
  time.textContent = told(room.seconds)
  of.textContent = room.data.words.of
}

async function listen(room) {
  discard(room, "")
  const { words } = room.data
  const devices = navigator.mediaDevices
  if (!devices || !devices.getUserMedia || typeof MediaRecorder === "undefined") {
    say(room, words.cannot)
    return
  }
  room.asking = true
  show(room)
  let stream
  try {
    stream = await devices.getUserMedia({ audio: true })
  } catch (error) {
    room.asking = false
    show(room)
    const absent = error.name === "NotFoundError" || error.name === "NotReadableError"
    say(room, absent ? words.nothing : words.denied)
    return
  }
  room.asking = false
  if (room.gone) {
    stream.getTracks().forEach((one) => one.stop())
    return
  }
  const pieces = []
  const recorder = new MediaRecorder(stream)
  recorder.ondataavailable = (event) => pieces.push(event.data)
  recorder.onstop = () => {
    if (room.recorder !== recorder) return
    room.recorder = null
    room.address = URL.createObjectURL(new Blob(pieces, { type: recorder.mimeType }))
    room.parts.sound.src = room.address
    show(room)
  }
  room.stream = stream
  room.recorder = recorder
  recorder.start()
  start(room)
}

function start(room) {
  room.began = performance.now()
  room.seconds = 0
  say(room, "")
  room.ticking = setInterval(() => tick(room), 200)
  show(room)
  room.parts.stop.focus()
}

function tick(room) {
  room.seconds = Math.min((performance.now() - room.began) / 1000, room.data.limit)
  room.parts.time.textContent = told(room.seconds)
  if (room.seconds >= room.data.limit) end(room)
}

function end(room) {
  if (!room.ticking) return
  clearInterval(room.ticking)
  room.ticking = 0
  room.seconds = Math.min((performance.now() - room.began) / 1000, room.data.limit)
  if (room.recorder) room.recorder.stop()
  quiet(room)
  show(room)
  const { words, limit, target } = room.data
  const seconds = Math.floor(room.seconds)
  if (room.seconds >= limit) say(room, words.limit)
  else say(room, (seconds > target ? words.longer : words.fits).replace("{seconds}", seconds))
  room.parts.record.focus()
}

function quiet(room) {
  if (room.stream) room.stream.getTracks().forEach((one) => one.stop())
  room.stream = null
}

function discard(room, words) {
  clearInterval(room.ticking)
  room.ticking = 0
  const recorder = room.recorder
  room.recorder = null
  if (recorder && recorder.state !== "inactive") recorder.stop()
  quiet(room)
  if (room.address) URL.revokeObjectURL(room.address)
  room.address = ""
  room.parts.sound.removeAttribute("src")
  room.parts.sound.load()
  room.seconds = 0
  if (room.data.words) {
    show(room)
    say(room, words)
  }
}

export default function ({ data, parentElement }) {
  let room = rooms.get(parentElement)
  if (!room) {
    room = begin(parentElement)
    rooms.set(parentElement, room)
  }
  room.data = data
  room.parts.clock.textContent = data.words.clock
  room.parts.stop.textContent = data.words.stop
  room.parts.away.textContent = data.words.away
  room.parts.sound.setAttribute("aria-label", data.words.sound)
  show(room)
  return () => {
    room.gone = true
    discard(room, "")
    rooms.delete(parentElement)
  }
}
