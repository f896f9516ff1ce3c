# Run with: gnuplot walk.gp (in this folder); other formats: gnuplot -e 'kinds="pdf"' walk.gp
if (!exists("kinds")) kinds = "svg png" # also pdf, or dumb: text
if (!exists("columns")) columns = 100 # of text
if (!exists("lines")) lines = 32
data = "walk.dat"
load "style.gp"
do for [kind in kinds] {
unset label
unset arrow
text = kind eq "dumb"
large = text ? "" : kind eq "svg" ? ",19" : ",15"
note = text ? "" : kind eq "svg" ? ",12" : ",10"
small = text ? "" : kind eq "svg" ? ",11" : ",9"
if (kind eq "svg") { set terminal svg size 1000,640 font "DejaVu Sans,13" background "white" noenhanced }
if (kind eq "png") { set terminal pngcairo size 1000,640 font "DejaVu Sans,10" background "white" noenhanced }
if (kind eq "pdf") { set terminal pdfcairo size 10.00in,6.40in font "DejaVu Sans,9" noenhanced }
if (text && exists("colour")) { set terminal dumb noenhanced size columns,lines ansi }
if (text && !exists("colour")) { set terminal dumb noenhanced size columns,lines }
if (!text) { set output "walk.".kind }
if (text) { set title "What a page walk costs"; set key outside top center horizontal }
if (!text) {
  set label 901 "What a page walk costs" at screen 0.015, screen 0.9656 left font large
  set label 902 "Intel(R) Xeon(R) Processor, Linux 6.18.44-fc-v657, hypervisor KVMKVMKVM" at screen 0.015, screen 0.9328 left font note tc rgb "#666666"
  set tmargin at screen 0.8375
  set key at screen 0.015, screen 0.9125 left top horizontal Left reverse samplen 2
}
set logscale x 2
set xlabel "working set"
set ylabel "ns per load more than with the larger pages (95% interval)"
set nonlinear y via asinh(y) inverse sinh(y) # logarithmic, but for the part around 0
set ytics (-1000, -100, -10, -1, 0, 1, 10, 100, 1000)
set offsets graph 0.04, graph 0.04, graph 0.05, graph 0.05
set border 3
set xtics ("4K" 4096, "16K" 16384, "64K" 65536, "256K" 262144, "1M" 1048576, "4M" 4194304, "16M" 16777216, "64M" 67108864, "256M" 268435456, "1G" 1073741824, "4G" 4294967296, "16G" 17179869184, "64G" 68719476736, "256G" 274877906944, "1024G" 1099511627776)
plot 0 with lines lt 1 lw 1 lc rgb "#888888" notitle, \
  data index 0 using ($1*0.8123):2:3:4 with yerrorbars lt 1 lw 1.6 ps 1.1 pt 7  title "spt, 4K less 2M (walk)", \
  data index 1 using ($1*0.8827):2:3:4 with yerrorbars lt 1 lw 1.6 ps 1.1 pt 6  title "spt, 4K less 2M (chase)", \
  data index 2 using ($1*0.9593):2:3:4 with yerrorbars lt 3 lw 1.6 ps 1.1 pt 7  title "kvm-spt, 4K less 2M (walk)", \
  data index 3 using ($1*1.0425):2:3:4 with yerrorbars lt 3 lw 1.6 ps 1.1 pt 6  title "kvm-spt, 4K less 2M (chase)", \
  data index 4 using ($1*0.8123):2:3:4 with yerrorbars lt 1 lw 1.6 ps 1.1 pt 5  title "spt, 2M less 1G (walk)", \
  data index 5 using ($1*0.8827):2:3:4 with yerrorbars lt 1 lw 1.6 ps 1.1 pt 4  title "spt, 2M less 1G (chase)"
}
set output
