import { isExample } from '../../stack/python/example-paths';
import { goodMongoClient } from '../client-examples';
import { mongoClientRule } from '../rule';

export default mongoClientRule({
  summary: 'A keyword wins over the connection string beside it',
  severity: 'information',
  from: 'development',
  settings: [],
  why: 'Where a keyword and the connection string give the same option, pymongo takes the keyword. Whoever changes the connection string, as in another environment, changes nothing.',
  unless: 'The keyword is meant to hold whatever the connection string says.',
  sources: ['https://pymongo.readthedocs.io/en/stable/api/pymongo/mongo_client.html'],
  examples: [
    {
      bad: `
//- app/db.py
from pymongo import MongoClient

client = MongoClient("mongodb://mongo:27017/?maxPoolSize=100", maxPoolSize=50)
                                                         ^^^ information: the keyword
`,
      good: goodMongoClient(),
    },
  ],
  *check(client) {
    if (isExample(client.file.path)) return;
    for (const option of client.options) {
      if (option.carrier !== 'uri' || option.value.state !== 'known') continue;
      const inForce = client.effective(option.name);
      if (inForce.state !== 'known' || inForce.setting.carrier === 'uri') continue;
      const { setting } = inForce;
      if (setting.value.state !== 'known' || setting.value.value.toLowerCase() === option.value.value.toLowerCase())
        continue;
      yield {
        at: option.atValue,
        setting: option.name,
        value: option.value.value,
        message: `This does nothing: the keyword ${setting.written}=${setting.text} wins over the connection string.`,
        related: [{ ...setting.atValue, message: 'The keyword.' }],
        fixes: [
          { title: `Take ${option.written} out of the connection string`, safety: 'safe', edits: option.remove() },
          {
            title: `Take the keyword ${setting.written} out, so that ${option.value.value} holds`,
            safety: 'review',
            edits: setting.remove(),
          },
        ],
      };
    }
  },
});
