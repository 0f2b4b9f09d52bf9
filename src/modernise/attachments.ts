import type { IFinding, ICell } from './notebook';
import type { Change } from './changes';

/** What holds text, whether it is written as such or as Base64: also pictures that are drawn in XML. */
const TEXTUAL = /^text\/|\b(?:json|xml|javascript|yaml)\b/;

/**
 * Read the text of an attachment, which notebooks hold as Base64; null where there is none.
 *
 * @param type - The MIME type.
 */
export function decodeAttachment(type: unknown, data: string): string | null {
  if (typeof type !== 'string' || !TEXTUAL.test(type)) {
    return null;
  }
  try {
    return atob(data);
  } catch {
    return null; // it is written as such
  }
}

/**
 * List what the attachments of a cell hold as text.
 */
export function textsOfAttachments({ attachments }: ICell): string[] {
  return Object.values(attachments ?? {}).flatMap(bundle =>
    Object.entries(bundle ?? {}).flatMap(([type, data]) =>
      typeof data === 'string' ? (decodeAttachment(type, data) ?? data) : []
    )
  );
}

/**
 * Drop the attachments that hold a token.
 */
export function dropAttachments(
  cell: ICell,
  index: number,
  findings: ReadonlyArray<IFinding>
): Change[] {
  const names = findings.flatMap(({ place }) =>
    place.part === 'attachment' && place.cell === index
      ? [String(place.path[0])]
      : []
  );
  return [...new Set(names)].map(name => ({
    kind: 'remove-attachment',
    index,
    cellId: cell.id ?? null,
    name
  }));
}
