using BilskyWeb.Training.Runtime;

namespace BilskyWeb.Training.Tests.Runtime;

public sealed class Bfloat16Tests
{
    [Theory]
    [InlineData("flags\t\t: fpu avx2 avx512f avx512_bf16 fma", true)]
    [InlineData("flags\t\t: fpu avx2 amx_bf16 amx_tile", true)]
    [InlineData("flags\t\t: fpu avx avx2 fma", false)]
    [InlineData("flags\t\t: fpu avx512f avx512_vnni", false)]
    [InlineData("bugs\t\t: avx512_bf16", false)]
    public void IsNamedIn_FlagsOfAProcessor_TellWhetherItMultipliesBfloat16(string line, bool fast) =>
        Assert.Equal(fast, Bfloat16.IsNamedIn(["processor\t: 0", line]));

    [Fact]
    public void IsNamedIn_Nothing_IsNotFast() => Assert.False(Bfloat16.IsNamedIn([]));
}
