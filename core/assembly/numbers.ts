export * from './scanNumbers';
export * from './countLabels';
