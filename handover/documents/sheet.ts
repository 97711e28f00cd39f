import PDFDocument from 'pdfkit';
import { type DocumentTwin, twinBytes } from './document.ts';
import { type FontStyle, Fonts } from './fonts.ts';
import { type Line, layLines } from './lay-lines.ts';
import { type KitWords, kitWords } from './words.ts';

/** A4 in points; the margins leave room for the footer's two lines and for a punch. */
export const PAGE = { width: 595.28, height: 841.89, left: 56, right: 56, top: 64, bottom: 76 } as const;
export const INNER = PAGE.width - PAGE.left - PAGE.right;
export const COLORS = {
  ink: '#1b2430',
  navy: '#1f3a5f',
  grey: '#56616e',
  rule: '#c5ced8',
  tint: '#f1f4f8',
} as const;

export interface TextStyle {
  readonly size: number;
  readonly leading: number;
  readonly style: FontStyle;
  readonly color: string;
}

export const STYLES = {
  title: { size: 21, leading: 26, style: 'strong', color: COLORS.navy },
  subtitle: { size: 11, leading: 15, style: 'regular', color: COLORS.grey },
  section: { size: 12.5, leading: 16, style: 'strong', color: COLORS.navy },
  normal: { size: 10, leading: 14, style: 'regular', color: COLORS.ink },
  strong: { size: 10, leading: 14, style: 'strong', color: COLORS.ink },
  small: { size: 8.5, leading: 11.5, style: 'regular', color: COLORS.grey },
  quotation: { size: 10.5, leading: 15, style: 'italic', color: COLORS.ink },
  cell: { size: 9, leading: 12, style: 'regular', color: COLORS.ink },
  cellStrong: { size: 9, leading: 12, style: 'strong', color: COLORS.ink },
  cellHead: { size: 8.5, leading: 11.5, style: 'strong', color: COLORS.navy },
  label: { size: 9, leading: 13, style: 'regular', color: COLORS.grey },
  value: { size: 9.5, leading: 13, style: 'regular', color: COLORS.ink },
  footer: { size: 7, leading: 9.5, style: 'regular', color: COLORS.grey },
} as const satisfies Readonly<Record<string, TextStyle>>;

/** Where text goes: `at.y` is the top of the first line. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly align?: 'left' | 'right';
}

export type Structure = ReturnType<PDFKit.PDFDocument['struct']>;

/**
 * The pages of one document as they are being drawn: a cursor that never leaves the type area, text drawn line by line (never
 * wrapped by PDFKit, so that nothing can fall off the page), and the tree of tags beside it.
 */
export class Sheet {
  readonly pdf: PDFKit.PDFDocument;
  readonly fonts: Fonts;
  readonly words: KitWords;
  readonly root: Structure;
  y: number = PAGE.top;

  constructor(twin: DocumentTwin) {
    const issued = new Date(twin.head.issuedAt);
    this.words = kitWords[twin.head.language];
    this.pdf = new PDFDocument({
      size: [PAGE.width, PAGE.height],
      margins: { top: 0, bottom: 0, left: 0, right: 0 },
      // None to begin with: PDFKit would take Helvetica, which it does not embed.
      font: '',
      subset: 'PDF/A-3b',
      pdfVersion: '1.7',
      tagged: true,
      lang: twin.head.language,
      displayTitle: true,
      bufferPages: true,
      // Only words of ours and the checked id: PDFKit puts them unescaped into the metadata.
      info: { Title: `${twin.title} ${twin.head.id}`, CreationDate: issued, Producer: 'Coffre', Creator: 'Coffre' },
    });
    this.fonts = new Fonts(this.pdf);
    this.root = this.pdf.struct('Document');
    this.pdf.addStructure(this.root);
    const { bytes } = twinBytes(twin);
    this.pdf.file(Buffer.from(bytes), {
      name: `${twin.head.id}.json`,
      type: 'application/json',
      description: 'JSON',
      relationship: 'Alternative',
      creationDate: issued,
      modifiedDate: issued,
    } as PDFKit.Mixins.PDFAttachmentOptions);
  }

  get bottom(): number {
    return PAGE.height - PAGE.bottom;
  }

  get left(): number {
    return this.bottom - this.y;
  }

  lay(text: string, style: TextStyle, width: number, max: number): readonly Line[] {
    return layLines(this.fonts, text, { style: style.style, size: style.size, width, max, cutMark: this.words.cut });
  }

  /** Draws lines where they are told to go; returns the height they take. */
  draw(lines: readonly Line[], style: TextStyle, place: Place): number {
    lines.forEach((line, index) => {
      let x = place.align === 'right' ? place.x + place.width - line.width : place.x;
      for (const { font, text } of line.runs) {
        this.pdf.font(font).fontSize(style.size).fillColor(style.color);
        // The baselines of all pieces of the font are the same: they are one design.
        this.pdf.text(text, x, place.y + index * style.leading, { lineBreak: false });
        x += this.pdf.widthOfString(text);
      }
    });
    return lines.length * style.leading;
  }

  /** A new page where less than `height` is left; true where one was begun. */
  need(height: number): boolean {
    if (this.left >= height || this.y <= PAGE.top) return false;
    this.pdf.addPage();
    this.y = PAGE.top;
    return true;
  }

  /** What only decorates or repeats: screen readers pass over it. */
  artifact(work: () => void): void {
    this.pdf.markContent('Artifact', { type: 'Layout' });
    work();
    this.pdf.endMarkedContent();
  }

  rule(
    y: number,
    { from = PAGE.left, to = PAGE.width - PAGE.right, width = 0.6, color = COLORS.rule as string } = {},
  ): void {
    this.artifact(() => {
      this.pdf.moveTo(from, y).lineTo(to, y).lineWidth(width).strokeColor(color).stroke();
    });
  }

  box(
    place: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
    fill: string,
  ): void {
    this.artifact(() => {
      this.pdf.rect(place.x, place.y, place.width, place.height).fill(fill);
    });
  }

  /** A tag under `parent` with what `work` draws. */
  tag(parent: Structure, type: string, work: () => void, options: { readonly scope?: 'Column' | 'Row' } = {}): void {
    const element = this.pdf.struct(type as 'P', options as object);
    parent.add(element);
    element.add(work as never);
    element.end();
  }

  group(parent: Structure, type: string): Structure {
    const element = this.pdf.struct(type as 'P');
    parent.add(element);
    return element;
  }
}
