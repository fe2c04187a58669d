// json-server with as many tracks as the first argument says. Prints its port; ends with its standard input.
const jsonServer = require('json-server');

const genres = ['pop', 'rock', 'jazz'];
const tracks = Array.from({ length: Number(process.argv[2]) }, (_, i) => ({
  id: i + 1,
  title: `Track ${i + 1}`,
  genre: genres[i % genres.length],
  updated_at: new Date(Date.UTC(2026, 0, 1, 0, i)).toISOString(),
}));

const app = jsonServer.create();
app.use(jsonServer.defaults({ logger: false }));
app.use(jsonServer.router({ tracks }));
const server = app.listen(0, '127.0.0.1', () => console.log(server.address().port));
process.stdin.on('end', () => process.exit(0)).resume();
