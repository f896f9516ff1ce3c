# Run with: gnuplot cdf-loads.gp (in this folder); other formats: gnuplot -e 'kinds="pdf"' cdf-loads.gp
if (!exists("kinds")) kinds = "svg png" # also pdf, or dumb: text
if (!exists("columns")) columns = 100 # of text
if (!exists("lines")) lines = 32
data = "cdf-loads.dat"
load "style.gp"
do for [kind in kinds] {
unset label
unset arrow
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
  set label 902 "AMD EPYC, Linux 6.18.44-fc-v782, hypervisor bhyve bhyve" at screen 0.015, screen 0.9377 left font note tc rgb "#666666"
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
set xrange [7.24253:93.2662]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("11.1 ns" 11.0882, "26.0 ns" 25.9901, "60.9 ns" 60.9189)
plot data index 0 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 1 using 1:2 with lines lt 4 lw 2 title "native"
unset label
set title "walk load_2m bytes=16M" font note offset 0,-0.6
set xrange [7.63112:24.4595]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("9.27 ns" 9.26613, "13.7 ns" 13.6621, "20.1 ns" 20.1437)
plot data index 2 using 1:2 with lines lt 1 lw 2 title "spt"
set title "walk bytes=16M" font note offset 0,-0.6
set xrange [0.00952381:10.491]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("0.03 ns" 0.0306064, "0.32 ns" 0.316092, "3.26 ns" 3.26449)
plot data index 3 using 1:2 with lines lt 1 lw 2 title "spt"
set title "walk load_4k bytes=64M" font note offset 0,-0.6
set xrange [62.2716:351.545]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("83.1 ns" 83.0944, "148 ns" 147.957, "263 ns" 263.45)
plot data index 4 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 5 using 1:2 with lines lt 4 lw 2 title "native"
set title "walk load_2m bytes=64M" font note offset 0,-0.6
set xrange [62.5675:337.179]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("82.8 ns" 82.8452, "145 ns" 145.246, "255 ns" 254.649)
plot data index 6 using 1:2 with lines lt 1 lw 2 title "spt"
set title "walk bytes=64M" font note offset 0,-0.6
set xrange [0.00952381:63.7391]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("0.04 ns" 0.0413438, "0.78 ns" 0.779127, "14.7 ns" 14.6827)
plot data index 7 using 1:2 with lines lt 1 lw 2 title "spt"
set title "walk load_4k bytes=128M huge=1" font note offset 0,-0.6
set xrange [66.0316:448.852]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("90.9 ns" 90.8818, "172 ns" 172.158, "326 ns" 326.12)
plot data index 8 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 9 using 1:2 with lines lt 4 lw 2 title "native"
set title "walk load_2m bytes=128M huge=1" font note offset 0,-0.6
set xrange [66.6967:427.298]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("90.9 ns" 90.8955, "169 ns" 168.818, "314 ns" 313.54)
plot data index 10 using 1:2 with lines lt 1 lw 2 title "spt"
set title "walk load_1g bytes=128M huge=1" font note offset 0,-0.6
set xrange [66.139:408.621]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("89.6 ns" 89.5918, "164 ns" 164.395, "302 ns" 301.655)
plot data index 11 using 1:2 with lines lt 1 lw 2 title "spt"
unset multiplot
}
set output
