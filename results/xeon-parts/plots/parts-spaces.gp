# Run with: gnuplot parts-spaces.gp (in this folder); other formats: gnuplot -e 'kinds="pdf"' parts-spaces.gp
if (!exists("kinds")) kinds = "svg png" # also pdf, or dumb: text
if (!exists("columns")) columns = 100 # of text
if (!exists("lines")) lines = 32
data = "parts-spaces.dat"
load "style.gp"
do for [kind in kinds] {
unset label
unset arrow
text = kind eq "dumb"
large = text ? "" : kind eq "svg" ? ",19" : ",15"
note = text ? "" : kind eq "svg" ? ",12" : ",10"
small = text ? "" : kind eq "svg" ? ",11" : ",9"
if (kind eq "svg") { set terminal svg size 1000,618 font "DejaVu Sans,13" background "white" noenhanced }
if (kind eq "png") { set terminal pngcairo size 1000,618 font "DejaVu Sans,10" background "white" noenhanced }
if (kind eq "pdf") { set terminal pdfcairo size 10.00in,6.18in font "DejaVu Sans,9" noenhanced }
if (text && exists("colour")) { set terminal dumb noenhanced size columns,lines ansi }
if (text && !exists("colour")) { set terminal dumb noenhanced size columns,lines }
if (!text) { set output "parts-spaces.".kind }
if (text) { set title "What an event is made of: Address spaces and flushes"; set key outside top center horizontal }
if (!text) {
  set label 901 "What an event is made of: Address spaces and flushes" at screen 0.015, screen 0.9644 left font large
  set label 902 "Intel(R) Xeon(R) Processor, Linux 6.18.44-fc-v657, hypervisor KVMKVMKVM" at screen 0.015, screen 0.9304 left font note tc rgb "#666666"
  set tmargin at screen 0.8317
  set key at screen 0.015, screen 0.9094 left top horizontal Left reverse samplen 2
}
set xlabel "share of the time of one operation, % (numbers: time; at the end: all)"
set xrange [0:112]
set xtics 0, 20, 100
set yrange [-17.60:0.6]
set border 1
set grid xtics noytics
set ytics scale 0 ("movcr3 switch touch=0 · spt" -0, "spt:interpret=0" -1, "movcr3 same touch=0 · spt" -2, "spt:interpret=0" -3, "movcr3 burst touch=0 · spt" -4, "spt:interpret=0" -5, "movcr3 switch touch=16 · spt" -6, "spt:interpret=0" -7, "movcr3 same touch=16 · spt" -8, "spt:interpret=0" -9, "movcr3 burst touch=16 · spt" -10, "spt:interpret=0" -11, "movcr3 switch touch=64 · spt" -12, "spt:interpret=0" -13, "movcr3 same touch=64 · spt" -14, "spt:interpret=0" -15, "movcr3 burst touch=64 · spt" -16, "spt:interpret=0" -17)
if (!text) { set arrow from graph 0, first -1.5 to graph 1, first -1.5 nohead back lw 0.5 lc rgb "#dddddd" }
if (!text) { set arrow from graph 0, first -3.5 to graph 1, first -3.5 nohead back lw 0.5 lc rgb "#dddddd" }
if (!text) { set arrow from graph 0, first -5.5 to graph 1, first -5.5 nohead back lw 0.5 lc rgb "#dddddd" }
if (!text) { set arrow from graph 0, first -7.5 to graph 1, first -7.5 nohead back lw 0.5 lc rgb "#dddddd" }
if (!text) { set arrow from graph 0, first -9.5 to graph 1, first -9.5 nohead back lw 0.5 lc rgb "#dddddd" }
if (!text) { set arrow from graph 0, first -11.5 to graph 1, first -11.5 nohead back lw 0.5 lc rgb "#dddddd" }
if (!text) { set arrow from graph 0, first -13.5 to graph 1, first -13.5 nohead back lw 0.5 lc rgb "#dddddd" }
if (!text) { set arrow from graph 0, first -15.5 to graph 1, first -15.5 nohead back lw 0.5 lc rgb "#dddddd" }
plot data index 0 using (($2+$3)/2):(-$1):2:3:(-$1-0.36):(-$1+0.36) with boxxyerror lc rgb "#0072B2" title "trap, resume, guest", \
  data index 0 using (($2+$3)/2):(-$1):4 with labels font small tc rgb (text ? "black" : "white") notitle, \
  data index 1 using (($2+$3)/2):(-$1):2:3:(-$1-0.36):(-$1+0.36) with boxxyerror lc rgb "#E69F00" title "walk of guest tables", \
  data index 1 using (($2+$3)/2):(-$1):4 with labels font small notitle, \
  data index 2 using (($2+$3)/2):(-$1):2:3:(-$1-0.36):(-$1+0.36) with boxxyerror lc rgb "#D55E00" title "host mappings", \
  data index 2 using (($2+$3)/2):(-$1):4 with labels font small tc rgb (text ? "black" : "white") notitle, \
  data index 3 using (($2+$3)/2):(-$1):2:3:(-$1-0.36):(-$1+0.36) with boxxyerror lc rgb "#CC79A7" title "hand-off to another process", \
  data index 3 using (($2+$3)/2):(-$1):4 with labels font small notitle, \
  data index 4 using (($2+$3)/2):(-$1):2:3:(-$1-0.36):(-$1+0.36) with boxxyerror lc rgb "#56B4E9" title "rest of the monitor", \
  data index 4 using (($2+$3)/2):(-$1):4 with labels font small notitle, \
  data index 5 using 2:(-$1):4 with labels left offset 0.8,0 notitle
}
set output
