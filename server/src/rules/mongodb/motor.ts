import { isExample } from '../../stack/python/example-paths';
import { goodMongoClient } from '../client-examples';
import { mongoClientRule } from '../rule';

export default mongoClientRule({
  summary: 'Motor is no longer maintained',
  severity: 'hint',
  settings: ['AsyncIOMotorClient'],
  why: 'MongoDB gave Motor up in May 2025 and mends nothing in it since May 2026. AsyncMongoClient of pymongo takes its place: the same options, faster, for it needs no threads.',
  price: 'Some calls are awaited that were not, such as aggregate and close.',
  unless: 'The application is to be replaced soon.',
  sources: [
    'https://www.mongodb.com/docs/languages/python/pymongo-driver/current/reference/migration/',
    'https://motor.readthedocs.io/en/stable/',
  ],
  examples: [
    {
      bad: `
//- app/db.py
from motor.motor_asyncio import AsyncIOMotorClient

client = AsyncIOMotorClient("mongodb://mongo:27017")
         ^^^^^^^^^^^^^^^^^^ hint: AsyncMongoClient
`,
      good: goodMongoClient({}, 'mongodb://mongo:27017').replaceAll('MongoClient', 'AsyncMongoClient'),
    },
  ],
  *check(client) {
    if (client.library !== 'motor' || isExample(client.file.path)) return;
    yield {
      at: client.place,
      setting: 'AsyncIOMotorClient',
      tag: 'deprecated',
      message: 'Motor has not been maintained since May 2026; pymongo’s AsyncMongoClient takes its place.',
      fixes: [{ title: 'Move to AsyncMongoClient of pymongo, version 4.13 or newer', safety: 'advice', edits: [] }],
    };
  },
});
