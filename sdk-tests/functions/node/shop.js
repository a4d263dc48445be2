// One Express application behind two adapters, as people put it into functions.
const express = require('express');
const serverless = require('serverless-http');
const serverlessExpress = require('@codegenie/serverless-express');

const app = express();
app.use(express.json());
app.get('/items/:id', (request, response) => {
  console.log(`item ${request.params.id}`);
  response.cookie('seen', request.params.id).set('x-shop', 'open').json({ id: request.params.id, color: request.query.color });
});
app.post('/items', (request, response) => response.status(201).json({ names: request.body.items.map((item) => item.name) }));
app.get('/picture', (request, response) => response.type('png').send(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0xff])));
app.get('/broken', () => {
  throw new Error('as told');
});

exports.http = serverless.default ? serverless.default(app, { binary: ['image/*'] }) : serverless(app, { binary: ['image/*'] });
exports.rest = serverlessExpress({ app });
