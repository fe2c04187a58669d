// Runs executions of state machines on 127.0.0.1: `node state-machines.js CALLBACK PORT`. Takes them at POST /start and
// POST /stop; what they do goes to CALLBACK: /task is work whose result it waits for, /event is history, /end is the end.
// Writes a line when it listens, and ends when the process that started it does.
const http = require('node:http')
const { StateMachine } = require('aws-local-stepfunctions')

// The longest, 24 days, that a timer of Node's can be set for: a longer one would be over at once.
const longestMillis = 2 ** 31 - 1
const { setTimeout } = globalThis
globalThis.setTimeout = (action, millis, ...more) => setTimeout(action, Math.min(millis, longestMillis), ...more)

const [callback, port] = process.argv.slice(2)
const agent = new http.Agent({ keepAlive: true })
const running = new Map()

// Names the error as Retry and Catch know it.
class TaskError extends Error {
  constructor(name, message) {
    super(message)
    this.name = name
  }
}

// What a stopped execution still has under way ends with this: nothing retries or catches it.
class Stopped extends Error {
  isRetryable = false
  isCatchable = false
}

// Without a limit of time: a function may take 15 minutes.
const post = (path, body) => new Promise((resolve, reject) => {
  const request = http.request(callback + path, { method: 'POST', agent }, response => {
    const chunks = []
    response.on('data', chunk => chunks.push(chunk))
    response.on('end', () => {
      const text = Buffer.concat(chunks).toString()
      if (response.statusCode === 200) resolve(text && JSON.parse(text))
      else reject(new Error(`${path} was answered ${response.statusCode}: ${text}`))
    })
    response.on('error', reject)
  })
  request.on('error', reject)
  request.end(JSON.stringify(body))
})

const machinesInside = state => [...(state.Branches ?? []), state.ItemProcessor, state.Iterator].filter(Boolean)

const tasks = definition => Object.entries(definition.States).flatMap(([name, state]) =>
  [...(state.Type === 'Task' ? [[name, state]] : []), ...machinesInside(state).flatMap(tasks)])

const start = ({ execution, definition, input, context }) => {
  const run = { stopped: false, reported: Promise.resolve() }
  const report = event => {
    run.reported = run.reported.then(() => post('/event', { execution, event })).catch(error => console.error(error))
    return run.reported
  }
  const handlers = Object.fromEntries(tasks(definition).map(([name, state]) => {
    // The library would end a task without a limit after a minute.
    if (!state.TimeoutSeconds && !state.TimeoutSecondsPath) state.TimeoutSeconds = Math.floor(longestMillis / 1000)
    return [name, async taskInput => {
      if (run.stopped) throw new Stopped()
      await new Promise(setImmediate)
      await run.reported
      const answer = await post('/task', { execution, state: name, resource: state.Resource, input: taskInput })
      if (run.stopped) throw new Stopped()
      if (answer.error) throw new TaskError(answer.error, answer.cause)
      return answer.output
    }]
  }))
  const machine = new StateMachine(definition, { validationOptions: { checkArn: false } })
  const { result, abort, eventLogs } = machine.run(input, { overrides: { taskResourceLocalHandlers: handlers }, context })
  run.abort = abort
  running.set(execution, run)
  const reporting = (async () => { for await (const event of eventLogs) report(event) })()
  end(execution, run, result, reporting)
}

const end = async (execution, run, result, reporting) => {
  let outcome
  try {
    outcome = { output: (await result) ?? null }
  } catch (error) {
    const failure = error.cause instanceof Error ? error.cause : error
    outcome = { error: failure.name, cause: String(failure.message), timedOut: error.name === 'ExecutionTimeoutError' }
  }
  running.delete(execution)
  if (run.stopped) return
  run.stopped = true
  await reporting
  await run.reported
  await post('/end', { execution, ...outcome })
}

const stop = ({ execution }) => {
  const run = running.get(execution)
  if (run) {
    run.stopped = true
    run.abort()
  }
}

const routes = { '/start': start, '/stop': stop }
const server = http.createServer((request, response) => {
  const chunks = []
  request.on('data', chunk => chunks.push(chunk))
  request.on('end', () => {
    try {
      routes[request.url](JSON.parse(Buffer.concat(chunks).toString()))
      response.end()
    } catch (error) {
      response.writeHead(400).end(String(error.message))
    }
  })
})
// What a stopped or failed execution leaves behind in its branches is nobody's.
process.on('unhandledRejection', error => { if (!(error instanceof Stopped)) console.error(error) })
server.listen(Number(port), '127.0.0.1', () => console.log(`listening on ${server.address().port}`))
process.stdin.on('end', () => process.exit(0)).resume()
