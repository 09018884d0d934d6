import { t } from '../shared/strings.js';

/** The last part of a path. */
export const nameOfFile = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

interface FileNameProps {
  path: string;
  onOpen: () => void;
  /** The key O opens it too: of a list, whose names are then for the mouse alone, or of an open image, with its whole path. */
  keyOf?: 'list' | 'image';
}

/** The name of the file that an image lies in: a press opens it in the editor. */
export const FileName = ({ path, onOpen, keyOf }: FileNameProps) => (
  <button
    type="button"
    class="link file-name clip"
    tabIndex={keyOf === 'list' ? -1 : undefined}
    title={keyOf ? t('Open {0} (O)', path) : t('Open {0}', path)}
    onClick={(event) => {
      event.stopPropagation();
      onOpen();
    }}
  >
    {keyOf === 'image' ? path : nameOfFile(path)}
  </button>
);
