import { Fragment, type ReactNode } from 'react';

import type { Block, Inline } from '../api/richText';
import type { RichText } from './data';

/** A rich text as it is read out; links are only named. */
export function Words({ text }: { text: RichText }) {
  return <>{text.ast.map((node, place) => <Fragment key={place}>{shown(node)}</Fragment>)}</>;
}

function shown(node: Block | Inline): ReactNode {
  switch (node.type) {
    case 'text': {
      const words = node.bold ? <b>{node.text}</b> : node.text;
      return node.italic ? <em>{words}</em> : words;
    }
    case 'break': return <br />;
    case 'link': case 'term': return all(node.children);
    case 'heading': return <p><b>{all(node.children)}</b></p>;
    case 'quote': return <blockquote>{all(node.children)}</blockquote>;
    case 'list': {
      const items = node.children.map((item, place) => <li key={place}>{all(item.children)}</li>);
      return node.ordered ? <ol>{items}</ol> : <ul>{items}</ul>;
    }
    default: return <p>{all(node.children)}</p>;
  }
}

function all(nodes: readonly (Block | Inline)[]): ReactNode {
  return nodes.map((node, place) => <Fragment key={place}>{shown(node)}</Fragment>);
}
