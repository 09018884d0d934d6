import { useComputed } from '@preact/signals';
import { roleColor, themeKind, themeVersion } from '../../shared/theme.js';
import { stepVariables } from './colorSteps.js';

/** The colours of the cells in the theme of now, as variables of css. */
export const useStepColors = () =>
  useComputed(() =>
    themeVersion.value >= 0
      ? stepVariables(themeKind(), { right: roleColor('right'), wrong: roleColor('wrong'), page: roleColor('page') })
      : {},
  );
