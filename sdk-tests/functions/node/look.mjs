// What the execution role may see, or the error's name.
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';

const client = new DynamoDBClient({});

export const handler = async ({ table, id }) => {
  try {
    const { Item } = await client.send(new GetItemCommand({ TableName: table, Key: { id: { S: id } } }));
    return { item: Item ?? null };
  } catch (error) {
    return { name: error.name, status: error.$metadata.httpStatusCode, message: error.message };
  }
};
