import './flex.css';

export type { Action, FlexContainer } from '../wire';
export { Flex } from './Flex';
