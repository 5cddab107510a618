namespace BilskyWeb.Imaging.Intake;

/// <summary>The CRC-32 of ZIP (polynomial 0xEDB88320, reflected): tells a damaged entry from a whole one.</summary>
internal struct Crc32()
{
    private static readonly uint[] Table = MakeTable();
    private uint _state = 0xFFFFFFFF;

    public readonly uint Value => ~_state;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        var state = _state;
        foreach (var b in bytes)
        {
            state = Table[(byte)(state ^ b)] ^ (state >> 8);
        }
        _state = state;
    }

    private static uint[] MakeTable()
    {
        var table = new uint[256];
        for (uint i = 0; i < 256; i++)
        {
            var c = i;
            for (var k = 0; k < 8; k++)
            {
                c = (c & 1) != 0 ? 0xEDB88320 ^ (c >> 1) : c >> 1;
            }
            table[i] = c;
        }
        return table;
    }
}
