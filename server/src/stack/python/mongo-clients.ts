import { mongoClientOption } from '../../knowledge/mongodb/client-options';
import { ClientUse } from './clients';

/** A client of MongoDB: pymongo's, its asynchronous kin, Motor's, mongoengine's `connect` and Flask-PyMongo's. */
export class MongoClientUse extends ClientUse {
  readonly defaultPort = 27017;
  readonly stronger = 'keyword';

  /** The library on top of pymongo through which it is made. */
  get library(): 'pymongo' | 'motor' | 'mongoengine' | 'flask_pymongo' {
    const [top] = this.callee.split('.');
    return top === 'motor' || top === 'mongoengine' || top === 'flask_pymongo' ? top : 'pymongo';
  }

  /** pymongo does not tell capital letters from small ones. */
  isNamed(option: { readonly name: string }, name: string): boolean {
    return option.name.toLowerCase() === name.toLowerCase();
  }
}

/** The name by which knowledge knows an option; as written where it does not. */
export function mongoOptionName(written: string): string {
  return mongoClientOption(written)?.name ?? written;
}
