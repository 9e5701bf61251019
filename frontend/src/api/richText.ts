// The field `ast` of the type `RichText`, as api/rich_text.schema.json (served at /rich-text.schema.json) has it.

export type RichTextAst = Block[];

export type Block = Paragraph | Heading | List | Quote;
export type Inline = Text | Break | Link | Term;

export interface Paragraph {
  type: 'paragraph';
  children: (Inline | Block)[];
}

export interface Heading {
  type: 'heading';
  level: number;
  children: (Inline | Block)[];
}

export interface List {
  type: 'list';
  ordered: boolean;
  children: Item[];
}

export interface Item {
  type: 'item';
  children: (Inline | Block)[];
}

export interface Quote {
  type: 'quote';
  children: (Inline | Block)[];
}

export interface Text {
  type: 'text';
  text: string;
  bold?: boolean;
  italic?: boolean;
}

export interface Break {
  type: 'break';
}

export interface Link {
  type: 'link';
  url?: string;
  key?: string;
  path?: string;
  children: Inline[];
}

export interface Term {
  type: 'term';
  key: string;
  path?: string;
  children: Inline[];
}
