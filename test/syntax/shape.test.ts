// The tree of each form of the language, checked by eye once and held since.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from '../../compiler/parse/parse.ts';
import { outline } from './outline.ts';

const forms: readonly (readonly [text: string, tree: string])[] = [
  ['index s, i = 784',
    '(index indices=[(name=s) (name=i size=(count count=784))])'],
  ['index c in u = 10',
    '(index indices=[(name=c within=u size=(count count=10))])'],
  ['index n = 2 .. |u| - 1',
    '(index indices=[(name=n size=(range lo=2 hi=(- |u| 1)))])'],
  ['data x[s,i] from "a.parquet" (i = columns)',
    '(data tensors=[(name=x axes=[s i])] source=(stored origin=(file path=a.parquet) mapping=[(name=i value=(columns))] splits=[]))'],
  ['data y[s]: c from "a.parquet" test "b.parquet" (y = label) all table hold_out',
    '(data tensors=[(name=y axes=[s] type=c)] source=(stored origin=(file path=a.parquet) mapping=[] splits=[(split=test origin=(file path=b.parquet) mapping=[(name=y value=(column name=label))]) (split=all origin=(table name=hold_out) mapping=[])]))'],
  ['data A[u,v] from "e.csv" (u = src, A = "edge weight", null = skip)',
    '(data tensors=[(name=A axes=[u v])] source=(stored origin=(file path=e.csv) mapping=[(name=u value=(column name=src)) (name=A value=(column name="edge weight")) (name=null value=(column name=skip))] splits=[]))'],
  ['data B[u], C from sql "select 1" (B = -2, null = 0, u = columns(0..3, "t 5", z), s = row)',
    '(data tensors=[(name=B axes=[u]) (name=C)] source=(stored origin=(sql query="select 1") mapping=[(name=B value=(number value=-2)) (name=null value=(number value=0)) (name=u value=(columns columns=[(range lo=0 hi=3) t 5 z])) (name=s value=(row))] splits=[]))'],
  ['data t[u] from table main.edges',
    '(data tensors=[(name=t axes=[u])] source=(stored origin=(table name=main.edges) mapping=[] splits=[]))'],
  ['data t[u] from table "odd name"',
    '(data tensors=[(name=t axes=[u])] source=(stored origin=(table name="odd name") mapping=[] splits=[]))'],
  ['data width[n]: int = [784, -1.5]',
    '(data tensors=[(name=width axes=[n] type=int)] source=(literal array=(array items=[(literal value=784 word=false) (literal value=-1.5 word=false)])))'],
  ['data m[i,j] = [[1, true], [a, "b"], []]',
    '(data tensors=[(name=m axes=[i j])] source=(literal array=(array items=[(array items=[(literal value=1 word=false) (literal value=true word=false)]) (array items=[(literal value=a word=true) (literal value=b word=false)]) (array items=[])])))'],
  ['param W[i,j] ~ normal(0, 0.1) where i < 100',
    '(param tensor=(name=W axes=[i j]) init=(draw value=(call name=normal args=[(value=0) (value=0.1)])) where=(< i 100))'],
  ['param b[j] = 0',
    '(param tensor=(name=b axes=[j]) init=(value value=0))'],
  ['param k = [i == 0] + 1',
    '(param tensor=(name=k) init=(value value=(+ (iverson (== i 0)) 1)))'],
  ['param k = [1]',
    '(param tensor=(name=k) init=(source source=(literal array=(array items=[(literal value=1 word=false)]))))'],
  ['param W[i]: real from "c.npz" (W = old)',
    '(param tensor=(name=W axes=[i] type=real) init=(source source=(stored origin=(file path=c.npz) mapping=[(name=W value=(column name=old))] splits=[])))'],
  ['h[s,j] = tanh(W[i,j] * x[s,i] + b[j])',
    '(equation name=h axes=[s j] op="=" value=(call name=tanh args=[(value=(+ (* W[i j] x[s i]) b[j]))]))'],
  ['loss = 1',
    '(equation name=loss op="=" value=1)'],
  ['trace[] = 1',
    '(equation name=trace axes=[] op="=" value=1)'],
  [`a[p,p'] = q[p] where p' <= p`,
    `(equation name=a axes=[p p'] op="=" value=q[p] where=(<= p' p))`],
  ['x[t+1,d] = f(x[t,d]) until m[t] < 1',
    '(equation name=x axes=[(+ t 1) d] op="=" value=(call name=f args=[(value=x[t d])]) until=(< m[t] 1))'],
  ['deg[dst[r]] += 1',
    '(equation name=deg axes=[dst[r]] op="+=" value=1)'],
  ['m[j] max= 1',
    '(equation name=m axes=[j] op="max=" value=1)'],
  ['m[j] min= 1',
    '(equation name=m axes=[j] op="min=" value=1)'],
  ['n[s] ~ normal(0, 1)',
    '(equation name=n axes=[s] op=~ value=(call name=normal args=[(value=0) (value=1)]))'],
  ['enc.W[i] = 0',
    '(equation name=enc.W axes=[i] op="=" value=0)'],
  ['y = a + b - c',
    '(equation name=y op="=" value=(- (+ a b) c))'],
  ['y = a * b / c % d',
    '(equation name=y op="=" value=(% (/ (* a b) c) d))'],
  ['y = -x^2',
    '(equation name=y op="=" value=(- (^ x 2)))'],
  ['y = 2^-x^y',
    '(equation name=y op="=" value=(^ 2 (- (^ x y))))'],
  ['y = a^b^c',
    '(equation name=y op="=" value=(^ a (^ b c)))'],
  ['y = - - x',
    '(equation name=y op="=" value=(- (- x)))'],
  ['y = a - -b',
    '(equation name=y op="=" value=(- a (- b)))'],
  ['y = not a and b or c',
    '(equation name=y op="=" value=(or (and (not a) b) c))'],
  ['y = not not a',
    '(equation name=y op="=" value=(not (not a)))'],
  ['y = a == b and c != d or e < f',
    '(equation name=y op="=" value=(or (and (== a b) (!= c d)) (< e f)))'],
  ['y = a <= b',
    '(equation name=y op="=" value=(<= a b))'],
  ['y = a ?? b ?? c',
    '(equation name=y op="=" value=(?? (?? a b) c))'],
  ['y = a or b ?? c',
    '(equation name=y op="=" value=(?? (or a b) c))'],
  ['y = if a then b else if c then d else e',
    '(equation name=y op="=" value=(if a b (if c d e)))'],
  ['y = if if a then b else c then d else e',
    '(equation name=y op="=" value=(if (if a b c) d e))'],
  ['y = (a * b) * c',
    '(equation name=y op="=" value=(* (paren (* a b)) c))'],
  ['y = [a == b]',
    '(equation name=y op="=" value=(iverson (== a b)))'],
  [`y = |i'| - 1`,
    `(equation name=y op="=" value=(- |i'| 1))`],
  ['y = x[end]',
    '(equation name=y op="=" value=x[end])'],
  ['y = true',
    '(equation name=y op="=" value=true)'],
  ['y = "a \\"b\\" \\\\ \\n"',
    '(equation name=y op="=" value="a \\"b\\" \\\\ \\n")'],
  ['y = 1_000.5e-3',
    '(equation name=y op="=" value=1_000.5e-3)'],
  ['y = enc.b',
    '(equation name=y op="=" value=enc.b)'],
  [`y = p''`,
    `(equation name=y op="=" value=p'')`],
  ['y = f()',
    '(equation name=y op="=" value=(call name=f args=[]))'],
  ['y = f(x, lr = 1)',
    '(equation name=y op="=" value=(call name=f args=[(value=x) (name=lr value=1)]))'],
  ['y = sum[i, j where i < j on train](x[i])',
    '(equation name=y op="=" value=(call name=sum binder=(at=[i j] where=(< i j) on=train) args=[(value=x[i])]))'],
  ['y = sum[](x)',
    '(equation name=y op="=" value=(call name=sum binder=(at=[]) args=[(value=x)]))'],
  ['y = block[l](x)',
    '(equation name=y op="=" value=(call name=block binder=(at=[l]) args=[(value=x)]))'],
  ['y = u in T',
    '(equation name=y op="=" value=(in elements=[u] tensor=T))'],
  [`y = (u, v') in enc.T`,
    `(equation name=y op="=" value=(in elements=[u v'] tensor=enc.T))`],
  ['y = (u) in T',
    '(equation name=y op="=" value=(in elements=[u] tensor=T))'],
  ['y = not u + 1 in T',
    '(equation name=y op="=" value=(not (in elements=[(+ u 1)] tensor=T)))'],
  ['y = a and u in T',
    '(equation name=y op="=" value=(and a (in elements=[u] tensor=T)))'],
  ['fn relu(x) = max(x, 0)',
    '(fn name=relu letters=[] formals=[(name=x)] body=(expr value=(call name=max args=[(value=x) (value=0)])))'],
  ['fn f[k,j](z[k], t = 1) -> p[k] { p[k] = z[k] }',
    '(fn name=f letters=[k j] formals=[(name=z axes=[k]) (name=t default=1)] body=(block out=(name=p axes=[k]) items=[(equation name=p axes=[k] op="=" value=z[k])]))'],
  ['layer D[i](x[i]) -> y[i] { param w[i] = 1 }',
    '(layer name=D letters=[i] formals=[(name=x axes=[i])] out=(name=y axes=[i]) items=[(param tensor=(name=w axes=[i]) init=(value value=1))])'],
  ['let enc = Dense[i,j]',
    '(let name=enc layer=Dense at=[i j])'],
  ['let b[l] = nn.Block[p](0.5, rate = 2)',
    '(let name=b axes=[l] layer=nn.Block at=[p] args=[(value=0.5) (name=rate value=2)])'],
  ['let d = Drop(0.5)',
    '(let name=d layer=Drop args=[(value=0.5)])'],
  ['optimizer o(p, g, t, lr = 0.1) { state m = 0, v = 1 r = sqrt(v) m := m + g }',
    '(optimizer name=o formals=[(name=p) (name=g) (name=t) (name=lr default=0.1)] body=[(state states=[(name=m value=0) (name=v value=1)]) (local name=r value=(call name=sqrt args=[(value=v)])) (assign name=m value=(+ m g))])'],
  ['train { minimize loss over W, enc.b using adam(lr = 0.1) }',
    '(train clauses=[(goal sense=minimize objective=loss over=[W enc.b] using=(name=adam args=[(name=lr value=0.1)]))])'],
  ['train gan { maximize a using o batch s by 2 * n epochs 3 steps n seed 7 clip 1 }',
    '(train name=gan clauses=[(goal sense=maximize objective=a using=(name=o args=[])) (batch index=s by=(* 2 n)) (epochs count=3) (steps count=n) (seed seed=7) (clip norm=1)])'],
  ['train { report a, b on test every 10 epochs report c every 5 stop when a < 1 on all }',
    '(train clauses=[(report values=[a b] on=test every=(count=10 unit=epochs)) (report values=[c] every=(count=5 unit=steps)) (stop condition=(< a 1) on=all)])'],
  ['train { using o[k](1) report a every 20 epochs 5 }',
    '(train clauses=[(using using=(name=o binder=(at=[k]) args=[(value=1)])) (report values=[a] every=(count=20 unit=steps)) (epochs count=5)])'],
  ['train { report a every 20 epochs epochs 5 }',
    '(train clauses=[(report values=[a] every=(count=20 unit=epochs)) (epochs count=5)])'],
  ['split s into train 0.8, test 0.2 seed 1',
    '(split index=s parts=[(share name=train share=0.8) (share name=test share=0.2)] seed=1)'],
  ['split s into train where r[s] == "a", test where b',
    '(split index=s parts=[(where name=train condition=(== r[s] "a")) (where name=test condition=b)])'],
  ['setting lr = 0.1',
    '(setting name=lr value=0.1)'],
  ['show a, b[0] on test',
    '(show values=[a b[0]] on=test)'],
  ['check a > 0.9',
    '(check condition=(> a 0.9))'],
  ['export W, enc.b on test to "m.parquet"',
    '(export names=[W enc.b] on=test path=m.parquet)'],
  ['import A, B from "std/nn"',
    '(import names=[A B] path=std/nn)'],
  ['import "a.tsql" as a',
    '(import alias=a path=a.tsql)'],
  ['@unit("K") @layout(packed, block = -64, on = true) a = 1;',
    '(equation name=a op="=" value=1 annotations=[(name=unit args=[(value=(literal value=K word=false))]) (name=layout args=[(value=(literal value=packed word=true)) (name=block value=(literal value=-64 word=false)) (name=on value=(literal value=true word=false))])])'],
];

for (const [text, tree] of forms) {
  test(text, () => {
    const { module, diagnostics } = parse({ file: 'form', text });
    assert.deepEqual(diagnostics, []);
    assert.equal(module.items.map(outline).join(' '), tree);
  });
}

test('numbers and texts have their values', () => {
  const value = (text: string): unknown => {
    const item = parse({ file: 'value', text: `y = ${text}` }).module.items[0];
    return item?.kind === 'equation' && 'value' in item.value ? item.value.value : undefined;
  };
  assert.equal(value('1_000.5e-3'), 1.0005);
  assert.equal(value('0.1'), 0.1);
  assert.equal(value('1e-999'), 0);
  assert.equal(value('9007199254740993.0'), 9007199254740992);
  assert.equal(value(String.raw`"a \"b\" \\ \n"`), 'a "b" \\ \n');
  assert.equal(value('"θ 😀 \'"'), "θ 😀 '");
});

test('statements need neither separators nor line breaks', () => {
  const text = 'index i = 3 data a[i] = [1, 2, 3] b[i] = a[i] c = sum[i](b[i]); show c check c == 6';
  const { module, diagnostics } = parse({ file: 'line', text });
  assert.deepEqual(diagnostics, []);
  assert.deepEqual(module.items.map(i => i.kind), ['index', 'data', 'equation', 'equation', 'show', 'check']);
});

test('words of clauses and mappings can be names', () => {
  const text = 'steps = 1 seed[s] = on[s] + to[s] sql = table * row train { minimize steps using using() report batch, every every 3 steps } show on on test export to to "x.csv"';
  const { module, diagnostics } = parse({ file: 'words', text });
  assert.deepEqual(diagnostics, []);
  assert.equal(module.items.length, 6);
});
