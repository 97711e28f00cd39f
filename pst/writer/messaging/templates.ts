import { parseShape } from '../ltp/table-shape.ts';

/**
 * The columns of the template tables, as Outlook and Aspose both write them (measured; [MS-PST] 2.4.5 lists most of them). A row's bytes
 * follow from them, so that a template and the tables made from it are equal.
 */
export const templates = {
  hierarchy: parseShape(
    '0E300102@20/6 0E330014@24/7 0E340102@32/8 0E380003@36/9 3001001F@8/2 36020003@12/3 36030003@16/4 360A000B@52/5 ' +
      '3613001F@40/10 66350003@44/11 66360003@48/12 67F20003@0/0 67F30003@4/1',
  ),
  contents: parseShape(
    '00170003@20/5 001A001F@12/3 00360003@60/15 0037001F@28/7 00390040@40/9 0042001F@24/6 0057000B@120/13 ' +
      '0058000B@121/14 0070001F@68/17 00710102@72/18 0E03001F@56/12 0E04001F@52/11 0E060040@32/8 0E070003@16/4 ' +
      '0E080003@48/10 0E170003@8/2 0E300102@92/22 0E330014@96/23 0E340102@104/24 0E380003@116/27 0E3C0102@112/26 ' +
      '0E3D0102@108/25 10970003@64/16 30080040@84/21 30130102@76/19 65C60003@80/20 67F20003@0/0 67F30003@4/1',
  ),
  associated: parseShape(
    '001A001F@12/3 0E070003@16/4 0E170003@8/2 3001001F@20/5 67F20003@0/0 67F30003@4/1 6800001F@44/11 6803000B@56/12 ' +
      '68051003@48/13 682F001F@52/14 70030003@24/6 70040102@28/7 70050102@32/8 7006001F@36/9 70070003@40/10',
  ),
  searchContents: parseShape(
    '00170003@28/7 001A001F@20/5 00360003@60/16 0037001F@36/9 0042001F@32/8 0057000B@72/14 0058000B@73/15 ' +
      '0E03001F@56/13 0E04001F@52/12 0E05001F@12/3 0E060040@40/10 0E070003@24/6 0E080003@48/11 0E170003@16/4 ' +
      '0E2A000B@74/17 30080040@64/18 67F10003@8/2 67F20003@0/0 67F30003@4/1',
  ),
  attachments: parseShape('0E200003@12/3 3704001F@20/5 37050003@16/4 370B0003@8/2 67F20003@0/0 67F30003@4/1'),
  recipients: parseShape(
    '0C150003@24/7 0E0F000B@48/2 0FF90102@32/9 0FFE0003@36/10 0FFF0102@16/5 3001001F@20/6 3002001F@8/3 3003001F@12/4 ' +
      '300B0102@28/8 39000003@40/11 39FF001F@44/13 3A40000B@49/12 67F20003@0/0 67F30003@4/1',
  ),
  receiveFolders: parseShape('001A001F@12/3 66050003@8/2 67F20003@0/0 67F30003@4/1'),
  outgoingQueue: parseShape('00390040@16/4 0E100003@12/3 0E140003@8/2 67F20003@0/0 67F30003@4/1'),
  /** 0x6B6, 0x6D7 and 0x6F8 have no name in the specification; ScanPST misses them. */
  private6b6: parseShape('0E330014@8/2 0E370102@16/3 0E380003@20/4 67F20003@0/0 67F30003@4/1'),
  private6d7: parseShape(
    '001A001F@36/8 0E300102@16/4 0E310102@12/3 0E330014@28/7 0E340102@24/6 0E380003@20/5 0E3E0102@8/2 ' +
      '67F20003@0/0 67F30003@4/1',
  ),
  private6f8: parseShape('0E330014@16/3 30070040@8/2 67F20003@0/0 67F30003@4/1'),
} as const;

export type TemplateName = keyof typeof templates;

/** The node each template is kept in. */
export const templateNodes: Readonly<Record<TemplateName, number>> = {
  hierarchy: 0x60d,
  contents: 0x60e,
  associated: 0x60f,
  searchContents: 0x610,
  receiveFolders: 0x62b,
  outgoingQueue: 0x64c,
  attachments: 0x671,
  recipients: 0x692,
  private6b6: 0x6b6,
  private6d7: 0x6d7,
  private6f8: 0x6f8,
};
