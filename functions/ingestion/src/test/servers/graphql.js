// A GraphQL server with as many tracks as the first argument says: as a connection, as a list, and with errors.
// Prints its port; ends with its standard input.
const http = require('http');
const { buildSchema, GraphQLError } = require('graphql');
const { createHandler } = require('graphql-http/lib/use/http');

const schema = buildSchema(`
  type Track { id: Int!, title: String, lyrics: String }
  type PageInfo { hasNextPage: Boolean!, endCursor: String }
  type Edge { cursor: String!, node: Track }
  type Tracks { totalCount: Int!, nodes: [Track], edges: [Edge], pageInfo: PageInfo! }
  type Query {
    tracks(first: Int!, after: String, since: String): Tracks
    list: [Track]
    limited: [Track]
  }
`);

const all = Array.from({ length: Number(process.argv[2]) }, (_, i) => ({
  id: i + 1,
  title: `Track ${i + 1}`,
  lyrics: () => {
    if (i === 1) {
      throw new Error('The lyrics of anna@example.com are gone');
    }
    return 'La';
  },
}));

let asked = 0;
const rootValue = {
  tracks: ({ first, after }) => {
    const begin = after ? Number(Buffer.from(after, 'base64').toString()) : 0;
    const nodes = all.slice(begin, begin + Math.min(first, 50));
    const end = begin + nodes.length;
    return {
      totalCount: all.length,
      nodes,
      edges: nodes.map((node) => ({ cursor: String(node.id), node })),
      pageInfo: {
        hasNextPage: end < all.length,
        endCursor: nodes.length ? Buffer.from(String(end)).toString('base64') : null,
      },
    };
  },
  list: () => all,
  limited: () => {
    asked += 1;
    if (asked === 1) {
      throw new GraphQLError('Slow down', { extensions: { code: 'RATE_LIMITED' } });
    }
    return all;
  },
};

const server = http.createServer(createHandler({ schema, rootValue }));
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
process.stdin.on('end', () => process.exit(0)).resume();
