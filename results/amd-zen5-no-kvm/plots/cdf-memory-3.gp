# Run with: gnuplot cdf-memory-3.gp (in this folder); other formats: gnuplot -e 'kinds="pdf"' cdf-memory-3.gp
if (!exists("kinds")) kinds = "svg png" # also pdf, or dumb: text
if (!exists("columns")) columns = 100 # of text
if (!exists("lines")) lines = 32
data = "cdf-memory-3.dat"
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
if (!text) { set output "cdf-memory-3.".kind }
if (text) { set title "How the times are distributed: Guest-physical memory"; set key outside top center horizontal }
if (!text) {
  set label 901 "How the times are distributed: Guest-physical memory" at screen 0.015, screen 0.9681 left font large
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
set title "dirtylog write page=4K" font note offset 0,-0.6
set xrange [8.39049:84.2948]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("12.3 ns" 12.3251, "26.6 ns" 26.5946, "57.4 ns" 57.385)
plot data index 0 using 1:2 with lines lt 1 lw 2 title "spt"
unset label
set title "dirtylog enable page=2M" font note offset 0,-0.6
set xrange [188.514:555.031]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("226 ns" 225.687, "323 ns" 323.467, "464 ns" 463.613)
plot data index 1 using 1:2 with lines lt 1 lw 2 title "spt"
set title "dirtylog first page=2M" font note offset 0,-0.6
set xrange [16336.6:27247.8]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("17.8 µs" 17790.6, "21.1 µs" 21098.3, "25.0 µs" 25020.9)
plot data index 2 using 1:2 with lines lt 1 lw 2 title "spt"
set title "dirtylog again page=2M" font note offset 0,-0.6
set xrange [8.62382:89.4893]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("12.7 ns" 12.7363, "27.8 ns" 27.7802, "60.6 ns" 60.5935)
plot data index 3 using 1:2 with lines lt 1 lw 2 title "spt"
set title "dirtylog get page=2M" font note offset 0,-0.6
set xrange [5.72603:60.3345]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("8.48 ns" 8.47824, "18.6 ns" 18.587, "40.7 ns" 40.7487)
plot data index 4 using 1:2 with lines lt 1 lw 2 title "spt"
set title "dirtylog clear page=2M" font note offset 0,-0.6
set xrange [193.132:540.405]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("229 ns" 229.262, "323 ns" 323.063, "455 ns" 455.241)
plot data index 5 using 1:2 with lines lt 1 lw 2 title "spt"
set title "dirtylog rewrite page=2M" font note offset 0,-0.6
set xrange [16253.2:27119.3]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("17.7 µs" 17700.9, "21.0 µs" 20994.7, "24.9 µs" 24901.3)
plot data index 6 using 1:2 with lines lt 1 lw 2 title "spt"
set title "dirtylog disable page=2M" font note offset 0,-0.6
set xrange [5.73996:59.7867]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("8.48 ns" 8.48252, "18.5 ns" 18.5249, "40.5 ns" 40.4565)
plot data index 7 using 1:2 with lines lt 1 lw 2 title "spt"
set title "dirtylog write page=2M" font note offset 0,-0.6
set xrange [8.64604:69.046]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("12.2 ns" 12.2237, "24.4 ns" 24.4331, "48.8 ns" 48.8373)
plot data index 8 using 1:2 with lines lt 1 lw 2 title "spt"
unset multiplot
}
set output
