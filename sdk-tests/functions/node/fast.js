const awsLambdaFastify = require('@fastify/aws-lambda');
const fastify = require('fastify');

const app = fastify({ logger: true });
app.get('/items/:id', async (request, reply) => {
  request.log.info({ item: request.params.id }, 'item looked up');
  reply.header('x-shop', 'fast');
  return { id: request.params.id, stage: request.awsLambda.event.requestContext.stage };
});

exports.handler = awsLambdaFastify(app);
