// Kinesalite on 127.0.0.1 only: `node kinesis.js PATH PORT`. Writes a line when it listens, and ends when the process that
// started it does.
const kinesalite = require('kinesalite')

// An empty answer's next iterator stands at the present, past a first record that is being written. It lags here.
const lagMillis = 1000
const db = require('kinesalite/db')
const { incrementSequence } = db
db.incrementSequence = (sequence, time) =>
  incrementSequence(sequence, time && Math.max(sequence.seqTime, time - lagMillis))

const [path, port] = process.argv.slice(2)
const server = kinesalite({ path, createStreamMs: 0, deleteStreamMs: 0, updateStreamMs: 0, shardLimit: 100 })
// It would end with the first request that breaks off in its body: a function that is stopped sends such.
server.on('request', (request) => request.removeAllListeners('error'))
server.listen(Number(port), '127.0.0.1', () => console.log(`listening on ${server.address().port}`))
process.stdin.on('end', () => process.exit(0)).resume()
