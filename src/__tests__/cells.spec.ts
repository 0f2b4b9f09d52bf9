import { connectCell, installCell, stopCell } from '../cells';
import { kindOf } from '../modernise/marker';

const BASE = 'https://saturn.example/';

/** The lines of a cell that begin so. */
function lines(source: string, start: string): string[] {
  return source.split('\n').filter(line => line.trim().startsWith(start));
}

describe('installCell', () => {
  it('should pin what is known, by name and in words', () => {
    const source = installCell({
      dask: '2026.7.1',
      distributed: '2026.7.1',
      python: '3.12.13',
      packages: { numpy: '2.1.0', msgpack: '1.1.2' },
      withDaskSaturn: true
    });
    const line =
      '"dask==2026.7.1" "distributed==2026.7.1" "msgpack==1.1.2" "numpy==2.1.0" "dask-saturn>=0.4.4"';
    expect(lines(source, '%pip')).toEqual([`    %pip install ${line}`]);
    expect(lines(source, 'WANTED =')).toEqual([
      `WANTED = [${line.replace(/ /g, ', ')}]`
    ]);
    expect(lines(source, 'CLUSTER_PYTHON')).toEqual([
      'CLUSTER_PYTHON = "3.12"'
    ]);
    expect(source).not.toContain('get_ipython');
  });

  it('should leave to the kernel what is not known', () => {
    const source = installCell({});
    expect(lines(source, 'WANTED =')).toEqual([
      'WANTED = ["dask", "distributed", "cryptography>=3.4"]'
    ]);
    expect(lines(source, '%pip')).toEqual([
      '    %pip install {_saturn_quoted}'
    ]);
  });

  it('should never name what a kernel runs on', () => {
    const packages = {
      ipython: '9.0',
      ipykernel: '7.0',
      tornado: '6.5',
      jupyter: '1.0',
      jupyterlab: '4.6',
      jupyter_server: '2.20'
    };
    const source = installCell({ dask: '2026.7.1', packages });
    expect(lines(source, 'WANTED =')).toEqual([
      'WANTED = ["dask==2026.7.1", "distributed==2026.7.1", "cryptography>=3.4"]'
    ]);
  });

  it.each(['1"; rm -rf ~', '1 -r x', '$(x)', '-e .', '1\n2', '', '`x`'])(
    'should not take %j for a version',
    version => {
      const source = installCell({ dask: version, distributed: version });
      expect(lines(source, 'WANTED =')).toEqual([
        'WANTED = ["dask", "distributed", "cryptography>=3.4"]'
      ]);
    }
  );
});

describe('connectCell', () => {
  it('should hold what it connects to, as form fields where users choose', () => {
    const source = connectCell({
      baseUrl: BASE,
      clusterId: 'c1',
      clusterName: 'demo',
      projectId: 'p1',
      nWorkers: 3,
      startIfStopped: true
    });
    expect(source.split('\n')[0]).toMatch(/^#@title /);
    expect(lines(source, 'SATURN_BASE_URL =')).toEqual([
      'SATURN_BASE_URL = "https://saturn.example/"  #@param {type:"string"}'
    ]);
    expect(lines(source, 'START_IF_STOPPED =')).toEqual([
      'START_IF_STOPPED = True  #@param {type:"boolean"}'
    ]);
    expect(lines(source, 'N_WORKERS =')).toEqual([
      'N_WORKERS = 3  #@param {type:"integer"}'
    ]);
    expect(lines(source, 'CLUSTER_ID =')).toEqual(['CLUSTER_ID = "c1"']);
    expect(lines(source, 'CLUSTER_NAME =')).toEqual(['CLUSTER_NAME = "demo"']);
    expect(lines(source, 'PROJECT_ID =')).toEqual(['PROJECT_ID = "p1"']);
  });

  it('should start nothing unless that is asked for', () => {
    const source = connectCell({ baseUrl: BASE });
    expect(lines(source, 'START_IF_STOPPED =')[0]).toContain('= False ');
  });

  it.each([-1, 1.5, NaN, Infinity])('should not ask for %d workers', n => {
    const source = connectCell({ baseUrl: BASE, nWorkers: n });
    expect(lines(source, 'N_WORKERS =')[0]).toContain('= 0 ');
  });

  it.each([
    ['http://127.0.0.1:8900/', true],
    ['http://localhost:1', true],
    ['https://localhost.example/', false],
    [BASE, false]
  ])(
    'should say of %s whether it is of one machine: %s',
    (baseUrl, isLocal) => {
      expect(connectCell({ baseUrl }).includes('of one machine')).toBe(isLocal);
    }
  );

  it('should bind the names of the notebook, and change nothing else', () => {
    const names = { client: 'c', cluster: 'client' };
    const [usual, own] = [{}, { names }].map(options =>
      connectCell({ baseUrl: BASE, ...options }).split('\n')
    );
    const changed = own?.filter((line, index) => line !== usual?.[index]);
    expect(changed).toEqual([
      '    c, client = _saturn_result(globals().get("c"), globals().get("client"))'
    ]);
  });

  it.each([
    '',
    '1c',
    'a b',
    'a;b',
    'class',
    'None',
    'json',
    '_saturn_x',
    'a\n'
  ])('should not use the name %j', client => {
    const names = { client, cluster: 'cluster' };
    expect(connectCell({ baseUrl: BASE, names })).toBe(
      connectCell({ baseUrl: BASE })
    );
  });
});

describe('stopCell', () => {
  it('should stop what the notebook calls its cluster', () => {
    const source = stopCell({ names: { client: 'c', cluster: 'big' } });
    expect(lines(source, 'c.close()')).toHaveLength(1);
    expect(lines(source, 'big.close()')).toHaveLength(1);
    expect(lines(source, 'elif')[0]).toContain('globals().get("big")');
    expect(lines(source, 'STOP_NOW =')[0]).toContain('= False ');
  });
});

describe('kindOf', () => {
  it('should know each cell by its marker', () => {
    expect(kindOf(installCell({}))).toBe('install');
    expect(kindOf(connectCell({ baseUrl: BASE }))).toBe('connect');
    expect(kindOf(stopCell())).toBe('stop');
  });

  it.each([
    ['# saturn:connect v2', 'connect'],
    ['#saturn:stop v1  ', 'stop'],
    ['import x\r\n# saturn:install v1\r\nprint(1)', 'install'],
    ['print("# saturn:connect v1")', null],
    ['# saturn:connect', null],
    ['# saturn:connect v1 and more', null],
    ['# saturn:delete v1', null],
    ['', null]
  ])('should make of %j: %s', (source, kind) => {
    expect(kindOf(source)).toBe(kind);
  });
});
