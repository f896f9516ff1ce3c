# Run with: gnuplot cdf-loads.gp (in this folder); other formats: gnuplot -e 'kinds="pdf"' cdf-loads.gp
if (!exists("kinds")) kinds = "svg png" # also pdf, or dumb: text
if (!exists("columns")) columns = 100 # of text
if (!exists("lines")) lines = 32
data = "cdf-loads.dat"
load "style.gp"
do for [kind in kinds] {
text = kind eq "dumb"
large = text ? "" : kind eq "svg" ? ",19" : ",15"
note = text ? "" : kind eq "svg" ? ",12" : ",10"
small = text ? "" : kind eq "svg" ? ",11" : ",9"
if (kind eq "svg") { set terminal svg size 1000,690 font "DejaVu Sans,13" background "white" noenhanced }
if (kind eq "png") { set terminal pngcairo size 1000,690 font "DejaVu Sans,10" background "white" noenhanced }
if (kind eq "pdf") { set terminal pdfcairo size 10.00in,6.90in font "DejaVu Sans,9" noenhanced }
if (text && exists("colour")) { set terminal dumb noenhanced size columns,lines ansi }
if (text && !exists("colour")) { set terminal dumb noenhanced size columns,lines }
if (!text) { set output "cdf-loads.".kind }
if (text) { set title "How the times are distributed: Memory that is mapped"; set key outside top center horizontal }
if (!text) {
  set label 901 "How the times are distributed: Memory that is mapped" at screen 0.015, screen 0.9681 left font large
  set label 902 "AMD EPYC, Linux 6.18.44-fc-v782, hypervisor bhyve bhyve " at screen 0.015, screen 0.9377 left font note tc rgb "#666666"
  set tmargin at screen 0.9072
  set key at screen 0.015, screen 0.9188 left top horizontal Left reverse samplen 2
}
if (!text) { set label "━ spt" at screen 0.0200, screen 0.9043 left tc lt 1 }
if (!text) { set label "━ native" at screen 0.0840, screen 0.9043 left tc lt 4 }
if (!text) { set label "across: time per operation, logarithmic; up: share of the samples" at screen 0.985, screen 0.9377 right font note tc rgb "#666666"; unset key }
if (text) { set multiplot layout 9,1 } else { set multiplot layout 3,3 margins 0.055,0.985,0.0522,0.8493 spacing 0.025,0.0899 }
set logscale x 10
unset mxtics
set yrange [0:100]
set ytics 0, 25, 100
set border 3
set grid xtics ytics
set title "walk load_4k bytes=16M" font note offset 0,-0.6
set xrange [8.03806:136.153]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("12.9 ns" 12.8814, "33.1 ns" 33.0819, "85.0 ns" 84.9602)
plot data index 0 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 1 using 1:2 with lines lt 4 lw 2 title "native"
unset label
set title "walk load_2m bytes=16M" font note offset 0,-0.6
set xrange [8.28278:109.347]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("12.7 ns" 12.7335, "30.1 ns" 30.0949, "71.1 ns" 71.1274)
plot data index 2 using 1:2 with lines lt 1 lw 2 title "spt"
set title "walk bytes=16M" font note offset 0,-0.6
set xrange [0.00952381:31.9083]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("0.04 ns" 0.0368406, "0.55 ns" 0.551261, "8.25 ns" 8.24875)
plot data index 3 using 1:2 with lines lt 1 lw 2 title "spt"
set title "walk load_4k bytes=64M" font note offset 0,-0.6
set xrange [63.0825:393.263]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("85.6 ns" 85.5798, "158 ns" 157.506, "290 ns" 289.882)
plot data index 4 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 5 using 1:2 with lines lt 4 lw 2 title "native"
set title "walk load_2m bytes=64M" font note offset 0,-0.6
set xrange [64.9422:390.713]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("87.6 ns" 87.5821, "159 ns" 159.291, "290 ns" 289.714)
plot data index 6 using 1:2 with lines lt 1 lw 2 title "spt"
set title "walk bytes=64M" font note offset 0,-0.6
set xrange [0.00952381:125.798]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("0.05 ns" 0.0463043, "1.09 ns" 1.09457, "25.9 ns" 25.874)
plot data index 7 using 1:2 with lines lt 1 lw 2 title "spt"
set title "walk load_4k bytes=128M huge=1" font note offset 0,-0.6
set xrange [65.832:417.388]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("89.6 ns" 89.5614, "166 ns" 165.763, "307 ns" 306.801)
plot data index 8 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 9 using 1:2 with lines lt 4 lw 2 title "native"
set title "walk load_2m bytes=128M huge=1" font note offset 0,-0.6
set xrange [65.6288:428.276]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("89.7 ns" 89.7152, "168 ns" 167.652, "313 ns" 313.294)
plot data index 10 using 1:2 with lines lt 1 lw 2 title "spt"
set title "walk load_1g bytes=128M huge=1" font note offset 0,-0.6
set xrange [65.7232:390.444]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("88.4 ns" 88.4488, "160 ns" 160.191, "290 ns" 290.125)
plot data index 11 using 1:2 with lines lt 1 lw 2 title "spt"
unset multiplot
}
set output
