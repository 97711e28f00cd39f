/** Most data bytes of a block: 8192 less the trailer ([MS-PST] 2.2.2.8.1). */
export const BLOCK_DATA_MAX = 8176;
